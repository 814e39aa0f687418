package dev.bettong.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.check.CheckedGraph;
import dev.bettong.check.Functions;
import dev.bettong.check.Functions.Count;
import dev.bettong.check.Functions.Shout;
import dev.bettong.check.Functions.Totals;
import dev.bettong.check.StartUp;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.test.PipelineTest;
import java.net.ConnectException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.BeanFactory;

class PipelineWiringTest {

    private static final List<String> LETTERS = List.of("abcdefghijklmnopqrstuvwxyz!".split(""));

    @Test
    void wiresThePipelineThatTheBuilderBuilds() {
        wires(
                """
                bettong:
                  pipelines:
                    split-and-count:
                      name: Split and Count
                      from: {source: lines, decoder: text}
                      steps:
                        - {name: split into words, compute-multi: split}
                        - {partition: firstLetter, keys: "a..z,!"}
                        - {name: Count Word, compute-state: countWord, state: totals}
                      to: {sink: counts, encoder: line}
                  sources:
                    lines: {tcp: {}}
                  sinks:
                    counts: {tcp: {}}
                """,
                (beans, built) -> assertSameParts(
                        built,
                        Pipeline.named("Split and Count")
                                .from(source(beans))
                                .computeMulti("split into words", split(beans))
                                .partition(firstLetter(beans), LETTERS)
                                .computeState("Count Word", totals(beans), countWord(beans))
                                .to(Sink.tcp("counts", line(beans)))));
    }

    @Test
    void wiresEveryKindOfStep() {
        wires("""
                bettong.pipelines:
                  all kinds:
                    from: {source: lines, decoder: text}
                    steps:
                      - {name: shout, compute: shout}
                      - {name: split, compute-multi: split}
                      - {collect: true}
                      - {name: count, compute-state-multi: countLetters, state: totals}
                    to-all:
                      - {sink: counts, encoder: line}
                      - {sink: copies, encoder: any}
                    on-failure: fail
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.counts.tcp.port: 7002
                bettong.sinks.copies.tcp.port: 7003
                """, (beans, built) -> {
            assertThat(built.name()).isEqualTo("allkinds");
            Step shout = new Step.Compute(built.from().getFirst(), "shout", beans.getBean("shout", Computation.class));
            Step split = new Step.ComputeMulti(shout, "split", split(beans));
            Step collect = new Step.Collect(split, "partition 1");
            Step count = new Step.ComputeStateMulti(
                    collect, "count", totals(beans), beans.getBean("countLetters", MultiStateComputation.class));
            assertThat(built.steps()).containsExactly(shout, split, collect, count);
            assertThat(built.sinks()).containsExactly(Sink.tcp("counts", line(beans)), Sink.tcp("copies", (Encoder<?>)
                    beans.getBean("any")));
            assertThat(built.onFailure()).isEqualTo(FailurePolicy.FAIL);
        });
    }

    @Test
    void bringsSourcesTogetherAndHandsKeysOver() {
        wires("""
                bettong.pipelines:
                  merged:
                    from-all:
                      - {source: lines, decoder: text}
                      - {source: others, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: count, compute-state: countByKey, state: totals}
                      - {name: list, compute-state-multi: listByKey, state: totals}
                bettong.sources: {lines: {tcp: {port: 0}}, others: {tcp: {port: 0}}}
                """, (beans, built) -> {
            assertThat(built.sources()).extracting(Source::name).containsExactly("lines", "others");
            Step merge = new Step.Merge(List.copyOf(built.from()));
            Step partition = new Step.Partition(merge, "partition 1", firstLetter(beans));
            Step count = new Step.ComputeState(
                    partition, "count", totals(beans), beans.getBean("countByKey", KeyedStateComputation.class));
            Step list = new Step.ComputeStateMulti(
                    count, "list", totals(beans), beans.getBean("listByKey", KeyedMultiStateComputation.class));
            assertThat(built.steps()).containsExactly(merge, partition, count, list);
        });
    }

    @Test
    void wiresFunctionsForTimers() {
        wires(
                """
                bettong.pipelines:
                  timed:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: count, compute-state: countWord, state: totals, on-timer: remind}
                      - {name: keyed, compute-state: recount, state: totals, on-timer: remindByKey}
                bettong.sources.lines.tcp.port: 0
                """,
                (beans, built) -> assertThat(built.steps())
                        .filteredOn(Step.ComputeState.class::isInstance)
                        .extracting(step -> (Object) ((Step.ComputeState) step).onTimer())
                        .containsExactly(beans.getBean("remind"), beans.getBean("remindByKey")));
    }

    @Test
    void wiresAggregationsAndTheirWindows() {
        wires(
                """
                bettong.pipelines:
                  windows:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: a, aggregate: longest, state: longestSoFar}
                      - {collect: true}
                      - {name: b, window: {tumbling: 1m, offset: 1s, with-empty: 1h}, aggregate: count, state: counts}
                    to: {sink: counts, encoder: any}
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.counts.tcp.port: 9999
                """,
                (beans, built) -> assertThat(built.steps())
                        .filteredOn(Step.Aggregate.class::isInstance)
                        .extracting(step -> (Object) ((Step.Aggregate) step).window())
                        .containsExactly(
                                null,
                                Window.tumbling(Duration.ofMinutes(1))
                                        .offset(Duration.ofSeconds(1))
                                        .withEmpty(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "count, counts",
        "'sum, of: letterCount', counts",
        "'min, of: letterCount', counts",
        "'max, of: letterCount', counts",
        "'average, of: letterCount', shares",
        "'average, of: share', shares",
        "'min-by, of: alphabetical', longestSoFar",
        "'max-by, of: alphabetical', longestSoFar",
        "last, longestSoFar",
        "'reduce, of: joined', longestSoFar"
    })
    void wiresAggregationsThatAreReady(String aggregate, String state) {
        wires(
                """
                bettong.pipelines:
                  ready:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: a, aggregate: %s, state: %s}
                bettong.sources.lines.tcp.port: 0
                """.formatted(aggregate, state),
                (beans, built) -> assertThat(((Step.Aggregate) built.steps().getLast()).state())
                        .isSameAs(beans.getBean(state)));
    }

    @Test
    void aggregatesWithTheFunctionThatIsNamed() {
        wires("""
                bettong.pipelines:
                  ready:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: a, aggregate: average, of: letterCount, state: shares}
                    to: {sink: counts, encoder: any}
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.counts.tcp.port: 9999
                """, (beans, built) -> {
            try (PipelineTest test = PipelineTest.of(built)) {
                test.source("lines").send("be", "bettong");
                assertThat(test.sink("counts").take())
                        .extracting(bytes -> new String(bytes, UTF_8))
                        .satisfiesExactly(
                                first -> assertThat(first).endsWith("value=2.0]"),
                                second -> assertThat(second).endsWith("value=4.5]"));
            }
        });
    }

    @Test
    void wiresEventTime() {
        wires("""
                bettong.pipelines:
                  timed:
                    from: {source: lines, decoder: text, time: {of: lineTime, out-of-order: 5s, idle-after: 1m, ahead: 1h}}
                    steps:
                      - {partition: firstLetter}
                      - {name: a, window: {tumbling: 1m, late: place-in-oldest-window}, aggregate: count, state: counts}
                bettong.sources.lines.tcp.port: 0
                """, (beans, built) -> {
            EventTime<?> time =
                    Objects.requireNonNull(built.sources().getFirst().eventTime());
            assertThat(time.of()).isSameAs(beans.getBean("lineTime"));
            assertThat(time.outOfOrder()).isEqualTo(Duration.ofSeconds(5));
            assertThat(time.idleAfter()).isEqualTo(Duration.ofMinutes(1));
            assertThat(time.ahead()).isEqualTo(Duration.ofHours(1));
            assertThat(((Step.Aggregate) built.steps().getLast()).window())
                    .isEqualTo(Window.tumbling(Duration.ofMinutes(1)).late(LatePolicy.PLACE_IN_OLDEST_WINDOW));
        });
    }

    @Test
    void wiresCalls() {
        wires("""
                bettong.pipelines:
                  calls:
                    from: {source: lines, decoder: text}
                    steps:
                      - {name: a, compute-async: ask, in-flight: 3}
                      - name: b
                        compute-blocking: shout
                        in-flight: 5
                        timeout: 2s
                        ordered: false
                        retry: {attempts: 4, backoff: 1s, longest-backoff: 3s, errors: [java.io.IOException]}
                      - {name: c, compute-blocking: shout, in-flight: 5, retry: {}}
                bettong.sources.lines.tcp.port: 0
                """, (beans, built) -> {
            assertThat(built.steps()).hasSize(3);
            Step.ComputeAsync first = (Step.ComputeAsync) built.steps().getFirst();
            assertThat(first.function()).isSameAs(beans.getBean("ask"));
            assertThat(first.calls().inFlight()).isEqualTo(3);
            assertThat(first.calls().timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(first.calls().ordered()).isTrue();
            assertThat(first.calls().retry().attempts()).isOne();
            Step.ComputeBlocking second = (Step.ComputeBlocking) built.steps().get(1);
            assertThat(second.function()).isSameAs(beans.getBean("shout"));
            assertThat(second.calls().timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(second.calls().ordered()).isFalse();
            Calls.Retry retry = second.calls().retry();
            assertThat(retry.attempts()).isEqualTo(4);
            assertThat(retry.first()).isEqualTo(Duration.ofSeconds(1));
            assertThat(retry.longest()).isEqualTo(Duration.ofSeconds(3));
            assertThat(retry.on().test(new ConnectException())).isTrue();
            assertThat(retry.on().test(new IllegalStateException())).isFalse();
            Calls.Retry usual =
                    ((Step.ComputeBlocking) built.steps().getLast()).calls().retry();
            assertThat(usual.attempts()).isEqualTo(3);
            assertThat(usual.on().test(new IllegalStateException())).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("windows")
    void wiresWindows(String yaml, Window window) {
        wires(
                """
                bettong.pipelines:
                  windows:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: a, window: %s, aggregate: count, state: counts}
                bettong.sources.lines.tcp.port: 0
                """.formatted(yaml),
                (beans, built) -> assertThat(((Step.Aggregate) built.steps().getLast()).window())
                        .isEqualTo(window));
    }

    static Stream<Arguments> windows() {
        Duration minute = Duration.ofMinutes(1);
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                arguments("{tumbling: 1m, grace: 1s}", Window.tumbling(minute).grace(second)),
                arguments("{sliding: 1m, every: 1s}", Window.sliding(minute, second)),
                arguments(
                        "{days: Europe/Berlin, grace: 1s}",
                        Window.days(ZoneId.of("Europe/Berlin")).grace(second)),
                arguments("{session: 1m, grace: 1s}", Window.session(minute).grace(second)),
                arguments("{count: 3, or-after: 1s}", Window.count(3).orAfter(second)));
    }

    @Test
    void wiresSideFlowsAndBranches() {
        wires("""
                bettong:
                  pipelines:
                    graph:
                      from: {source: lines, decoder: text}
                      steps:
                        - also: {to: {sink: copies, encoder: any}}
                        - {name: shout, compute: shout}
                        - also: {steps: [{partition: firstLetter}]}
                        - branches:
                            - when: isLong
                              name: long
                              steps:
                                - {partition: firstLetter}
                                - branches:
                                    - {when: isLong, to: {sink: both, encoder: any}}
                                    - otherwise: {}
                            - otherwise:
                                steps: [{also: {to: {sink: rest, encoder: any}}}, {collect: true, name: all}]
                                to-all: [{sink: counts, encoder: any}, {sink: more, encoder: any}]
                  sources: {lines: {tcp: {port: 0}}}
                  sinks:
                    counts: {tcp: {port: 1}}
                    copies: {tcp: {port: 1}}
                    both: {tcp: {port: 1}}
                    more: {tcp: {port: 1}}
                    rest: {tcp: {port: 1}}
                """, (beans, built) -> {
            PartitionFunction<String, String> firstLetter = firstLetter(beans);
            Encoder<Object> any = any(beans);
            Predicate<String> isLong = isLong(beans);
            assertSameParts(
                    built,
                    Pipeline.named("graph")
                            .from(source(beans))
                            .also(all -> all.to(Sink.tcp("copies", any)))
                            .compute("shout", shout(beans))
                            .also(all -> all.partition(firstLetter).done())
                            .when(
                                    "long",
                                    isLong,
                                    some -> some.partition(firstLetter)
                                            .when("isLong", isLong, both -> both.to(Sink.tcp("both", any)))
                                            .otherwise(rest -> rest.done()))
                            .otherwise(rest -> rest.also(copy -> copy.to(Sink.tcp("rest", any)))
                                    .collect("all")
                                    .to(Sink.tcp("counts", any), Sink.tcp("more", any))));
            assertThat(built.partitionings())
                    .extracting(Step::name)
                    .containsExactly("partition 1 of copy 2", "partition 1 of long", "all");
        });
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static Computation<String, String> shout(BeanFactory beans) {
        return beans.getBean("shout", Computation.class);
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static Encoder<Object> any(BeanFactory beans) {
        return beans.getBean("any", Encoder.class);
    }

    @SuppressWarnings("unchecked") // as it is declared
    private static Predicate<String> isLong(BeanFactory beans) {
        return beans.getBean("isLong", Predicate.class);
    }

    @Test
    void wiresAPipelineThatEndsInItsState() {
        wires(
                """
                bettong.pipelines:
                  silent:
                    from: {source: lines, decoder: text}
                    steps:
                      - {partition: firstLetter}
                      - {name: count, compute-state: countWord, state: totals}
                bettong.sources.lines.tcp.port: 0
                """,
                (beans, built) -> assertSameParts(
                        built,
                        Pipeline.named("silent")
                                .from(source(beans))
                                .partition(firstLetter(beans))
                                .computeState("count", totals(beans), countWord(beans))
                                .done()));
    }

    @Test
    void takesTypesFromTheClassOfAFunctionWhoseBeanMethodKeepsThemOpen() {
        wires(
                """
                bettong.pipelines:
                  shouting:
                    from: {source: lines, decoder: text}
                    steps: [{name: shout, compute: shout}]
                    to: {sink: shouts, encoder: any}
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.shouts.tcp.port: 7002
                """,
                (beans, built) -> assertThat(((Step.Compute) built.steps().getFirst()).function())
                        .isInstanceOf(Shout.class));
    }

    @Test
    void letsAnOutputGoIntoAnyTypeThatItIsAssignableTo() {
        wires("""
                bettong.pipelines:
                  codes:
                    from: {source: lines, decoder: text}
                    steps:
                      - {name: codes, compute-multi: codes}
                      - {name: size, compute: size}
                    to: {sink: sizes, encoder: any}
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.sizes.tcp.port: 7002
                """, (beans, built) -> assertThat(built.steps()).hasSize(2));
    }

    @Test
    void addsPipelinesOfTheConfigurationBehindThoseOfBeans() {
        StartUp.application("""
                        bettong.pipelines:
                          wired:
                            from: {source: lines, decoder: text}
                        bettong.sources.lines.tcp.port: 0
                        bettong.sources.others.tcp: {port: 0, max-frame-size: 2MB, idle-timeout: 0}
                        """, Functions.class)
                .withBean(
                        "coded",
                        Pipeline.class,
                        () -> Pipeline.named("coded")
                                .from(Source.tcp("others", Placeholder.DECODER))
                                .done())
                .run(context -> {
                    CheckedGraph graph = context.getBean(CheckedGraph.class);
                    assertThat(graph.pipelines()).extracting(Pipeline::name).containsExactly("coded", "wired");
                    assertThat((TcpSourceSettings) graph.sources().get("others"))
                            .satisfies(settings -> {
                                assertThat(settings.host()).isEqualTo("0.0.0.0");
                                assertThat(settings.maxFrameSize()).isEqualTo(2 * 1024 * 1024);
                                assertThat(settings.idleTimeout()).isEqualTo(Duration.ZERO);
                            });
                });
    }

    private static void assertSameParts(Pipeline built, Pipeline expected) {
        assertThat(built.name()).isEqualTo(expected.name());
        assertThat(built.from()).isEqualTo(expected.from());
        assertThat(built.steps()).isEqualTo(expected.steps());
        assertThat(built.deliveries()).isEqualTo(expected.deliveries());
        assertThat(built.onFailure()).isEqualTo(expected.onFailure());
    }

    private static void wires(String yaml, BiConsumer<BeanFactory, Pipeline> expectation) {
        StartUp.application(yaml, Functions.class).run(context -> {
            assertThat(context).hasNotFailed();
            List<Pipeline> pipelines = context.getBean(CheckedGraph.class).pipelines();
            assertThat(pipelines).hasSize(1);
            expectation.accept(context.getBeanFactory(), pipelines.getFirst());
        });
    }

    @SuppressWarnings("unchecked")
    private static Source<String> source(BeanFactory beans) {
        return Source.tcp("lines", (FramedDecoder<String>) beans.getBean("text"));
    }

    @SuppressWarnings("unchecked")
    private static MultiComputation<String, String> split(BeanFactory beans) {
        return (MultiComputation<String, String>) beans.getBean("split");
    }

    @SuppressWarnings("unchecked")
    private static PartitionFunction<String, String> firstLetter(BeanFactory beans) {
        return (PartitionFunction<String, String>) beans.getBean("firstLetter");
    }

    @SuppressWarnings("unchecked")
    private static State<Totals> totals(BeanFactory beans) {
        return (State<Totals>) beans.getBean("totals");
    }

    @SuppressWarnings("unchecked")
    private static StateComputation<String, Totals, Count> countWord(BeanFactory beans) {
        return (StateComputation<String, Totals, Count>) beans.getBean("countWord");
    }

    @SuppressWarnings("unchecked")
    private static Encoder<Count> line(BeanFactory beans) {
        return (Encoder<Count>) beans.getBean("line");
    }
}
