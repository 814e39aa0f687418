package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Within;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What a check says of whole applications, and that it leaves everything as it is. */
class ConfigurationCheckTest {

    /** A bean that cannot be made, though no pipeline is wrong. */
    static class Broken {

        @Bean
        Runnable broken() {
            throw new IllegalStateException("no licence");
        }
    }

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void describesAnApplicationWithoutFaultsAndTouchesNothing() throws IOException {
        Path data = directory.resolve("data");
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket source = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocketChannel sink = ServerSocketChannel.open().bind(null)) {
            Path configuration = Files.writeString(directory.resolve("words.yml"), """
                    server: {port: %d}
                    bettong:
                      examples: [word-count]
                      workers: 3
                      data-directory: %s
                      sources: {lines: {tcp: {port: %d}}}
                      sinks: {counts: {tcp: {port: %d}}}
                    """.formatted(
                            web.getLocalPort(),
                            data,
                            source.getLocalPort(),
                            sink.socket().getLocalPort()));

            assertThat(check(List.of(BettongApplication.class), "--spring.config.location=" + configuration))
                    .isZero();

            assertThat(output()).isEqualTo("""
                    pipeline 'Split and Count'
                      source              'lines': TCP, listens on 0.0.0.0:%d, no TLS, frames behind a length of 4 bytes (>I)
                      compute-multi       'split into words'
                      partition           'partition 1': 27 partitions
                      compute-state       'Count Word': state 'word totals'
                      sink                'counts': TCP, connects to localhost:%d, no TLS
                      guarantee           exactly-once-state from 'lines' (tcp, which cannot repeat what was not accepted): \
                    every accepted frame changes the state exactly once, a power cut loses what was accepted in the last 10 ms \
                    and during a sync; outputs to 'counts' (tcp) reach it at-least-once: those since the last checkpoint \
                    are sent again after a crash; order along each path of keys
                      on failure          dead-letter

                    workers        3
                    partitions     64, where there is no key list
                    data directory %s

                    No problem was found.
                    """.formatted(
                            source.getLocalPort(), sink.socket().getLocalPort(), data));
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).containsExactly(configuration);
            }
            sink.configureBlocking(false);
            assertThat(sink.accept()).isNull(); // nobody has connected
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Branched {

        private static final State<AtomicInteger> TOTALS =
                State.named("totals", AtomicInteger.class, AtomicInteger::new);

        @Bean
        Pipeline words() {
            Encoder<String> text = word -> word.getBytes(UTF_8);
            StateComputation<String, AtomicInteger, String> count =
                    (word, total) -> Outcome.changed(word + total.incrementAndGet());
            return Pipeline.named("words")
                    .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                    .also(all -> all.to(Sink.tcp("audit", text)))
                    .when(
                            "long",
                            word -> word.length() > 3,
                            some -> some.collect("all long")
                                    .computeState("count long", TOTALS, count)
                                    .done())
                    .otherwise(rest -> rest.collect("all short")
                            .computeState("count short", TOTALS, count)
                            .to(Sink.tcp("out", text)));
        }
    }

    @Test
    void showsTheGraphAndWhoSharesAState() {
        assertThat(check(
                        List.of(Branched.class),
                        "--bettong.sources.in.tcp.port=0",
                        "--bettong.sinks.audit.tcp.port=1",
                        "--bettong.sinks.out.tcp.port=1"))
                .isZero();

        assertThat(output())
                .contains(
                        """
                  branch              'long'
                  collect             'all long': all in one place
                                      type of events not known; say .carrying(...)
                  compute-state       'count long': state 'totals'
                  collect             'all short': all in one place, behind 'long'
                                      type of events not known; say .carrying(...)
                  compute-state       'count short': state 'totals'
                  sink                'audit': TCP, connects to localhost:1, no TLS, behind 'in'
                  sink                'out': TCP, connects to localhost:1, no TLS, behind 'count short'
                """,
                        "state 'totals' is shared by 'count long' of pipeline 'words', 'count short' of pipeline 'words'");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Joined {

        private static Pipeline.Keyed<String, String> keyed(String source) {
            return Pipeline.named("pairs")
                    .from(Source.tcp(source, Decoder.lines(bytes -> new String(bytes, UTF_8))))
                    .partition(source + " by text", (String text) -> text);
        }

        @Bean
        Pipeline pairs() {
            return keyed("left")
                    .join(
                            "pair",
                            String.class,
                            keyed("right"),
                            String.class,
                            Within.between(Duration.ZERO, Duration.ofMinutes(10)),
                            (left, right) -> left + right)
                    .done();
        }
    }

    @Test
    void showsBothSidesOfAJoin() {
        assertThat(check(
                        List.of(Joined.class),
                        "--bettong.sources.left.tcp.port=0",
                        "--bettong.sources.right.tcp.port=0"))
                .isZero();

        assertThat(output().lines().filter(line -> line.startsWith("  ")).limit(5))
                .containsExactly(
                        "  source              'left': TCP, listens on 0.0.0.0:0, no TLS, lines",
                        "  source              'right': TCP, listens on 0.0.0.0:0, no TLS, lines",
                        "  partition           'left by text': 64 partitions, behind 'left'",
                        "  partition           'right by text': 64 partitions, behind 'right'",
                        "  join                'pair': before 0ms, after 10m, state 'pair', behind 'left by text', 'right by text'");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OfDates {

        @Bean
        Pipeline dates() {
            return Pipeline.named("dates")
                    .from(Source.tcp("in", Decoder.lines(bytes -> URI.create("urn:x"))))
                    .collect()
                    .carrying(URI.class)
                    .done();
        }
    }

    @Test
    void notesThatEventsCannotBeSerialized() {
        assertThat(check(List.of(OfDates.class), "--bettong.sources.in.tcp.port=0"))
                .isZero();

        assertThat(output())
                .contains(
                        "  collect             'partition 1': all in one place\n"
                                + "                      events of type java.net.URI cannot be serialized: It is a java.net.URI,"
                                + " which has no serialized form: take a record, ",
                        "No problem was found.");
    }

    @Test
    void tellsAllFaultsInTheWordsOfAStart() {
        assertThat(check(
                        List.of(BettongApplication.class),
                        "--bettong.examples=word-cont,celsius",
                        "--bettong.workers=-1",
                        "--bettong.sources.celsius-in.tcp.port=70100"))
                .isOne();
        assertThat(output())
                .contains(
                        "Bettong cannot start this application. It has 3 problems:",
                        "There is no example 'word-cont'. Did you mean 'word-count'?",
                        "1. bettong.",
                        "2. bettong.",
                        "3. bettong.",
                        "It is 70100, which is not a port.",
                        "The whole application was checked: there are no further problems")
                .doesNotContain("pipeline '");
    }

    @Test
    void tellsOfValuesOfAWrongTypeTogetherWithAllOtherFaults() {
        assertThat(check(
                        List.of(BettongApplication.class),
                        "--server.tomcat.threads.max=many",
                        "--bettong.examples=word-cont,celsius",
                        "--bettong.workers=-1",
                        "--bettong.tap.max-rate=fast",
                        "--bettong.sources.celsius-in.tcp.port=abc"))
                .isOne();
        assertThat(output())
                .contains(
                        "It has 5 problems:",
                        "server.tomcat.threads.max",
                        "It is 'many', which is not a whole number",
                        "There is no example 'word-cont'. Did you mean 'word-count'?",
                        "It is -1, but it must be at least 0.",
                        "It is 'fast', which is not a whole number",
                        "It is 'abc', which is not a whole number",
                        "The whole application was checked: there are no further problems");
    }

    @Test
    void tellsWhatKeepsABeanFromBeingMade() {
        assertThat(check(List.of(BettongApplication.class, Broken.class), "--bettong.examples=celsius"))
                .isOne();
        assertThat(output())
                .startsWith("This application cannot start:")
                .contains("java.lang.IllegalStateException: no licence")
                .doesNotContain("No problem");
    }

    @Test
    void tellsWhereAConfigurationFileIsBroken() throws IOException {
        Path configuration = Files.writeString(directory.resolve("tab.yml"), "bettong:\n\tworkers: 3\n");

        assertThat(check(List.of(BettongApplication.class), "--spring.config.location=" + configuration))
                .isOne();
        assertThat(output())
                .contains(
                        "It has 1 problem",
                        "1. a configuration file, line 2, column 1",
                        "It is not YAML: found character")
                .contains("workers: 3", "-> Correct it.")
                .doesNotContain("\tat ");
    }

    private int check(List<Class<?>> sources, String... args) {
        SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
        PrintStream out = new PrintStream(printed, false, UTF_8);
        return ConfigurationCheck.run(application, out, args);
    }

    private String output() {
        return printed.toString(UTF_8);
    }
}
