package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Pipeline.Keyed;
import dev.bettong.pipeline.Pipeline.Stage;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.wiring.Placeholder;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications whose pipelines do not get along with each other or with their addresses. */
class BrokenGraphTest {

    private static final FramedDecoder<String> TEXT = Decoder.lines(bytes -> new String(bytes, UTF_8));
    private static final PartitionFunction<String, String> BY_ALL = word -> word;
    private static final StateComputation<String, StringBuilder, String> JOIN =
            (word, all) -> Outcome.changed(all.append(word).toString());
    private static final State<StringBuilder> ALL = State.named("all", StringBuilder.class, StringBuilder::new);
    private static final String TWO_SOURCES = "bettong.sources: {lines: {tcp: {port: 0}}, others: {tcp: {port: 0}}}";

    @Test
    void doesNotStartWithoutAPipeline() {
        assertThat(StartUp.problems(StartUp.application("bettong.sources.lines.tcp.port: 0")))
                .containsExactly(new ConfigurationProblem(
                        "application",
                        "It has no pipeline, so it can process nothing.",
                        "Declare a bean of type dev.bettong.pipeline.Pipeline, wire one from function beans under"
                                + " bettong.pipelines, or switch on an example with bettong.examples (word-count,"
                                + " reverse, celsius, market-spread, enrichment, alphabet, alerts, sessions, sensors,"
                                + " payments)."));
    }

    @Test
    void doesNotStartWithTwoPipelinesOfOneName() {
        assertThat(StartUp.problems(
                        StartUp.application(TWO_SOURCES, List.of(silent("p", "lines"), silent("p", "others")))))
                .containsExactly(new ConfigurationProblem(
                        "pipeline 'p'",
                        "2 pipelines have this name: bean 'first', bean 'second'.",
                        "Give each a name of its own; metrics and status carry the name."));
    }

    /** More ways through it than anything could follow one by one. */
    @Test
    void startsWithManyFlowsThatMerge() {
        Stage<String> flow = lines("p", "lines");
        for (int i = 0; i < 60; i++) {
            flow = flow.compute("first " + i, word -> word).merge(flow.compute("second " + i, word -> word));
        }
        Pipeline pipeline =
                flow.partition(BY_ALL).computeState("join", ALL, JOIN).to(Sink.tcp("counts", Placeholder.ENCODER));
        StartUp.application("bettong.sources.lines.tcp.port: 0\nbettong.sinks.counts.tcp.port: 7002", List.of(pipeline))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWithASourceAndASinkOfTwoPipelines() {
        StartUp.application(
                        "bettong.sources.lines.tcp.port: 0\nbettong.sinks.counts.tcp.port: 7002",
                        List.of(
                                lines("p", "lines").to(Sink.tcp("counts", Placeholder.ENCODER)),
                                lines("q", "lines").to(Sink.tcp("counts", Placeholder.ENCODER))))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void doesNotStartWithASourceWhoseFramesEndDifferently() {
        Pipeline fixed = Pipeline.named("q")
                .from(Source.tcp("lines", Decoder.fixedLength(3, bytes -> "")))
                .done();
        assertThat(StartUp.problems(
                        StartUp.application("bettong.sources.lines.tcp.port: 0", List.of(silent("p", "lines"), fixed))))
                .containsExactly(new ConfigurationProblem(
                        "source 'lines'",
                        "The pipelines that read it do not agree about where a frame ends: pipeline 'p' (bean 'first') and"
                                + " pipeline 'q' (bean 'second').",
                        "Give their decoders the same framing, or give each pipeline a source of its own."));
    }

    @Test
    void doesNotStartWithAStateOfTwoTypes() {
        State<String> text = State.named("all", String.class, () -> "");
        assertThat(StartUp.problems(StartUp.application(
                        TWO_SOURCES,
                        List.of(
                                lines("p", "lines")
                                        .collect()
                                        .computeState("join", ALL, JOIN)
                                        .done(),
                                lines("q", "others")
                                        .collect()
                                        .computeState("keep", text, (word, all) -> Outcome.<String>none())
                                        .done()))))
                .containsExactly(new ConfigurationProblem(
                        "state 'all'",
                        "It is declared with different types: java.lang.StringBuilder in pipeline 'p' (bean 'first'),"
                                + " step 2 'join'; java.lang.String in pipeline 'q' (bean 'second'), step 2 'keep'.",
                        "Use one State for all of them, or give each state a name of its own."));
    }

    static Stream<Arguments> spreads() {
        Function<Stage<String>, Keyed<?, String>> hashed = stage -> stage.partition(BY_ALL);
        Function<Stage<String>, Keyed<?, String>> fixed = stage -> stage.partition(BY_ALL, List.of("a", "b"));
        Function<Stage<String>, Keyed<?, String>> other = stage -> stage.partition(BY_ALL, List.of("b", "a"));
        Function<Stage<String>, Keyed<?, String>> collected = Stage::collect;
        return Stream.of(
                arguments(hashed, fixed, "by the hash of any key", "by the keys 'a', 'b'"),
                arguments(hashed, collected, "by the hash of any key", "all in one place"),
                arguments(collected, fixed, "all in one place", "by the keys 'a', 'b'"),
                arguments(fixed, other, "by the keys 'a', 'b'", "by the keys 'b', 'a'"));
    }

    @ParameterizedTest(name = "{2} and {3}")
    @MethodSource("spreads")
    void doesNotStartWithAStateThatIsSpreadDifferently(
            Function<Stage<String>, Keyed<?, String>> one,
            Function<Stage<String>, Keyed<?, String>> two,
            String first,
            String second) {
        assertThat(StartUp.problems(StartUp.application(
                        TWO_SOURCES,
                        List.of(
                                one.apply(lines("p", "lines"))
                                        .computeState("join", ALL, JOIN)
                                        .done(),
                                two.apply(lines("q", "others"))
                                        .computeState("join", ALL, JOIN)
                                        .done()))))
                .containsExactly(
                        new ConfigurationProblem(
                                "state 'all'",
                                ("It is shared between steps that partition differently: %s in pipeline 'p' (bean 'first'),"
                                                + " step 2 'join'; %s in pipeline 'q' (bean 'second'), step 2 'join'.")
                                        .formatted(first, second),
                                "Partition alike, with the same keys in the same order, or give each state a name of its own."));
    }

    @Test
    void startsWithAStateThatIsSpreadAlike() {
        StartUp.application(
                        TWO_SOURCES,
                        List.of(
                                lines("p", "lines")
                                        .partition(BY_ALL, List.of("a"))
                                        .computeState("join", ALL, JOIN)
                                        .done(),
                                lines("q", "others")
                                        .partition(BY_ALL, List.of("a"))
                                        .computeState("join", ALL, JOIN)
                                        .done()))
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments(
                        "a source and a sink that are not configured",
                        "bettong.workers: 1",
                        List.of(
                                new ConfigurationProblem(
                                        "source 'lines'",
                                        "It is used by pipeline 'p' (bean 'first'), but it is not configured.",
                                        "Set bettong.sources.lines.tcp.port."),
                                new ConfigurationProblem(
                                        "sink 'word counts'",
                                        "It is used by pipeline 'p' (bean 'first'), but it is not configured.",
                                        "Set bettong.sinks[word counts].tcp.port. In YAML, the key is \"[word counts]\"."))),
                arguments(
                        "a misspelt source",
                        "bettong: {sources: {linse: {tcp: {}}}, sinks: {'[word counts]': {tcp: {}}}}",
                        List.of(
                                new ConfigurationProblem(
                                        "source 'lines'",
                                        "It is used by pipeline 'p' (bean 'first'), but it is not configured. Did you"
                                                + " mean 'linse'?",
                                        "Set bettong.sources.lines.tcp.port."),
                                new ConfigurationProblem(
                                        "bettong.sources.linse",
                                        "No pipeline uses the source 'linse'. Did you mean 'lines'?",
                                        "Remove it, or let a pipeline use it."))),
                arguments(
                        "a sink that no pipeline uses",
                        """
                        bettong:
                          sources: {lines: {tcp: {port: 0}}}
                          sinks: {"[word counts]": {tcp: {}}, spare: {tcp: {}}}
                        """,
                        List.of(new ConfigurationProblem(
                                "bettong.sinks.spare",
                                "No pipeline uses the sink 'spare'.",
                                "Remove it, or let a pipeline use it."))),
                arguments(
                        "a source and a sink with nothing under them",
                        "bettong: {sources: {lines: {}}, sinks: {'[word counts]': }}",
                        List.of(
                                new ConfigurationProblem(
                                        "bettong.sources.lines",
                                        "Nothing under it says what kind of source it is.",
                                        "Write a section 'tcp' under it, which may be empty: {tcp: {}}."),
                                new ConfigurationProblem(
                                        "bettong.sinks[word counts]",
                                        "Nothing under it says what kind of sink it is.",
                                        "Write a section 'tcp' under it, which may be empty: {tcp: {}}."))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("addresses")
    void doesNotStartWith(String title, String yaml, List<ConfigurationProblem> problems) {
        Pipeline pipeline = lines("p", "lines").to(Sink.tcp("word counts", Placeholder.ENCODER));
        assertThat(StartUp.problems(StartUp.application(yaml, List.of(pipeline))))
                .containsExactlyElementsOf(problems);
    }

    private static Stage<String> lines(String name, String source) {
        return Pipeline.named(name).from(Source.tcp(source, TEXT));
    }

    private static Pipeline silent(String name, String source) {
        return lines(name, source).done();
    }
}
