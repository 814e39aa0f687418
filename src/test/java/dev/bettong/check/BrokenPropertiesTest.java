package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.wiring.Placeholder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Applications whose properties have values that make no sense. */
class BrokenPropertiesTest {

    private static final String ADDRESSES = "bettong: {sources: {lines: {tcp: {}}}, sinks: {counts: {tcp: {}}}}";
    private static final Pipeline PIPELINE = Pipeline.named("p")
            .from(Source.tcp("lines", Placeholder.DECODER))
            .to(Sink.tcp("counts", Placeholder.ENCODER));

    static Stream<Arguments> values() {
        return Stream.of(
                least("bettong.workers", "-1", "0"),
                least("bettong.partitions", "0", "1"),
                least("bettong.mailbox-capacity", "63KB", "64KB"),
                duration("bettong.shutdown-timeout", "0s"),
                duration("bettong.shutdown-timeout", "-1s"),
                least("bettong.dead-letters.max-count", "0", "1"),
                least("bettong.dead-letters.buffer-size", "63KB", "64KB"),
                least("bettong.state.max-memory", "-1B", "0B"),
                least("bettong.heap.nearly-full", "0", "1"),
                least("bettong.http.max-entity-size", "0B", "1B"),
                least("bettong.tap.max-rate", "0", "1"),
                arguments(
                        "bettong.tap.max-rate",
                        "1001",
                        "It is 1001, but it must be at most 1000.",
                        "Set it to 1000 or less."),
                duration("bettong.dead-letters.max-age", "0s"),
                duration("bettong.dead-letters.max-age", "-1s"),
                port("bettong.sources.lines.tcp.port", "65536", 0),
                port("bettong.sources.lines.tcp.port", "-1", 0),
                least("bettong.sources.lines.tcp.max-frame-size", "0B", "1B"),
                arguments(
                        "bettong.sources.lines.tcp.max-frame-size",
                        "1GB",
                        "It is 1024MB, but it must be at most 1073741823B.",
                        "Set it to 1073741823B or less."),
                least("bettong.sources.lines.tcp.max-connections", "0", "1"),
                duration("bettong.sources.lines.tcp.frame-timeout", "0s"),
                arguments(
                        "bettong.sources.lines.tcp.idle-timeout",
                        "-100ms",
                        "It is -100ms, but it must not be negative.",
                        "Set it to a time such as 1h, or to 0."),
                arguments(
                        "bettong.http.header-timeout",
                        "-100ms",
                        "It is -100ms, but it must not be negative.",
                        "Set it to a time such as 1h, or to 0."),
                arguments("bettong.sources.lines.tcp.host", "", "It is empty.", "Set it to a host name or an address."),
                duration("bettong.sources.lines.tcp.ssl.handshake-timeout", "0s"),
                port("bettong.sinks.counts.tcp.port", "0", 1),
                port("bettong.sinks.counts.tcp.port", "70000", 1),
                least("bettong.sinks.counts.tcp.buffer-size", "1KB", "64KB"),
                duration("bettong.sinks.counts.tcp.connect-timeout", "0s"),
                duration("bettong.sinks.counts.tcp.reconnect-delay", "0s"),
                arguments(
                        "bettong.sinks.counts.tcp.max-reconnect-delay",
                        "99ms",
                        "It is 99ms, but the first delay, reconnect-delay, is 100ms already.",
                        "Set it to 100ms or more."),
                arguments("bettong.sinks.counts.tcp.host", " ", "It is empty.", "Set it to a host name or an address."),
                password("", "It is not set."),
                password("secret", "It is not a bcrypt hash."),
                password("{noop}secret", "It is not a bcrypt hash."),
                password("{bcrypt}secret", "It is not a bcrypt hash."),
                arguments(
                        "bettong.examples",
                        "wordcount",
                        "There is no example 'wordcount'. Did you mean 'word-count'?",
                        "Name examples of this list: 'word-count', 'reverse', 'celsius', 'market-spread', 'enrichment',"
                                + " 'alphabet', 'alerts', 'sessions', 'sensors', 'payments'."),
                arguments(
                        "bettong.demo",
                        "true",
                        "It is true, but the example 'word-count' that it feeds is not switched on.",
                        "Add 'word-count' to bettong.examples, or set bettong.demo to false."));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("values")
    void doesNotStartWith(String property, String value, String problem, String action) {
        assertThat(StartUp.problems(
                        StartUp.application(ADDRESSES, List.of(PIPELINE)).withPropertyValues(property + "=" + value)))
                .containsExactly(new ConfigurationProblem(property, problem, action));
    }

    @Test
    void doesNotCallAnApplicationWithAMisspeltExampleEmptyToo() {
        assertThat(StartUp.problems(StartUp.application("bettong.examples: [reverse, x]")))
                .extracting(ConfigurationProblem::problem)
                .containsExactly("There is no example 'x'.");
    }

    @Test
    void doesNotStartWithTwoSourcesOnOnePort() {
        Pipeline other = Pipeline.named("q")
                .from(Source.tcp("others", Placeholder.DECODER))
                .done();
        assertThat(StartUp.problems(StartUp.application(ADDRESSES, List.of(PIPELINE, other))
                        .withPropertyValues("bettong.sources.others.tcp.host=127.0.0.1")))
                .containsExactly(new ConfigurationProblem(
                        "bettong.sources.lines.tcp.port",
                        "It is 7010, which is taken by bettong.sources.others.tcp.port.",
                        "Set one of the two to another port."));
    }

    @Test
    void startsWithTwoSourcesOnOnePortOfDifferentAddresses() {
        Pipeline other = Pipeline.named("q")
                .from(Source.tcp("others", Placeholder.DECODER))
                .done();
        StartUp.application(ADDRESSES, List.of(PIPELINE, other))
                .withPropertyValues(
                        "bettong.sources.others.tcp.host=127.0.0.1", "bettong.sources.lines.tcp.host=127.0.0.2")
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<Arguments> webPorts() {
        return Stream.of(
                arguments("server.port", "7010", 7010),
                arguments("bettong.sources.lines.tcp.port", "8080", 8080),
                arguments("management.server.port", "7010", 7010));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("webPorts")
    void doesNotStartWithASourceOnThePortOfAWebServer(String property, String value, int port) {
        String server = property.startsWith("management") ? property : "server.port";
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BettongAutoConfiguration.class))
                .withBean(Pipeline.class, () -> PIPELINE)
                .withPropertyValues(
                        "bettong.sources.lines.tcp.host=0.0.0.0",
                        "bettong.sinks.counts.tcp.port=7002",
                        property + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage(
                                ("bettong.sources.lines.tcp.port: It is %d, which is taken by %s. Set one of the two"
                                                + " to another port.")
                                        .formatted(port, server)));
    }

    private static Arguments least(String property, String value, String least) {
        return arguments(
                property,
                value,
                "It is %s, but it must be at least %s.".formatted(value, least),
                "Set it to %s or more.".formatted(least));
    }

    private static Arguments password(String value, String problem) {
        return arguments(
                "bettong.security.users.alice.password",
                value,
                problem,
                "Set it to what 'htpasswd -nBC 10 <name>' prints behind the colon.");
    }

    private static Arguments duration(String property, String value) {
        return arguments(
                property,
                value,
                "It is %s, but it must be longer than 0.".formatted(value),
                "Set it to a time such as 5s.");
    }

    private static Arguments port(String property, String value, int least) {
        return arguments(
                property,
                value,
                "It is %s, which is not a port.".formatted(value),
                "Set it to a number from %d to 65535.".formatted(least));
    }
}
