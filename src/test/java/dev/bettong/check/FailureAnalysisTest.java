package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a person reads when an application does not start. */
public class FailureAnalysisTest {

    @Test
    void tellsAllFaultsAtOnce() {
        FailureAnalysis analysis = analysis(StartUp.application("""
                bettong:
                  workers: -1
                  sources: {lines: {tcp: {}}}
                  pipelines:
                    words:
                      from: {source: line, decoder: txt}
                      steps:
                        - {compute: split}
                        - {partition: firstLetter, keys: "a..c,b"}
                        - {name: count, compute-state: countWrd, state: totals}
                """, Functions.class));
        assertThat(analysis.getDescription()).isEqualTo("""
                Bettong cannot start this application. It has 8 problems:

                1. pipeline 'words' (bettong.pipelines.words), from
                   'decoder' names the bean 'txt', which does not exist. Did you mean 'text'?
                   -> Name a FramedDecoder bean: 'text'.

                2. pipeline 'words' (bettong.pipelines.words), step 1
                   'compute' names the bean 'split', which is a MultiComputation and not a Computation.
                   -> Write 'compute-multi: split', or name another bean.

                3. pipeline 'words' (bettong.pipelines.words), step 3 'count'
                   'compute-state' names the bean 'countWrd', which does not exist. Did you mean 'countWord'?
                   -> Name a StateComputation bean: 'countWord', 'recount'.

                4. pipeline 'words' (bettong.pipelines.words), step 1
                   The step has no name.
                   -> Name it; metrics and failures carry the name.

                5. pipeline 'words' (bettong.pipelines.words), step 2 'partition 1', keys
                   The key list has these keys more than once: 'b'.
                   -> List every key once; each is a partition.

                6. source 'line'
                   It is used by pipeline 'words' (bettong.pipelines.words), but it is not configured. Did you mean 'lines'?
                   -> Set bettong.sources.line.tcp.port.

                7. bettong.sources.lines
                   No pipeline uses the source 'lines'. Did you mean 'line'?
                   -> Remove it, or let a pipeline use it.

                8. bettong.workers
                   It is -1, but it must be at least 0.
                   -> Set it to 0 or more.""");
        assertThat(analysis.getAction()).startsWith("Apply the fix shown after each '->'");
    }

    static Stream<Arguments> unknownProperties() {
        return Stream.of(
                arguments(
                        "bettong.wokers: 2",
                        "bettong.wokers",
                        "There is no property 'wokers' under 'bettong'. Did you mean 'workers'?"),
                arguments(
                        "bettong.sources.lines.tcp.prot: 1",
                        "bettong.sources.lines.tcp.prot",
                        "There is no property 'prot' under 'bettong.sources.lines.tcp'. Did you mean 'port'?"),
                arguments(
                        "bettong.sinks.counts.udp.port: 1",
                        "bettong.sinks.counts.udp.port",
                        "There is no property 'udp' under 'bettong.sinks.counts'."),
                arguments(
                        "bettong.pipelines.p.steps: [{collect: true}, {compute-sate: x}]",
                        "bettong.pipelines.p.steps[1].compute-sate",
                        "There is no property 'compute-sate' under 'bettong.pipelines.p.steps[1]'. Did you mean"
                                + " 'compute-state'?"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unknownProperties")
    void asksForTheNearestProperty(String yaml, String property, String problem) {
        assertThat(analysis(StartUp.application(yaml)).getDescription())
                .startsWith("Bettong cannot start this application. It has ")
                .contains("\n\n1. " + property + " (")
                .contains("\n   " + problem + "\n");
    }

    @Test
    void namesTheRolesThatThereAre() {
        FailureAnalysis analysis = analysis(StartUp.application("bettong.security.users.alice.role: admin"));
        assertThat(analysis.getDescription())
                .contains("1. bettong.security.users.alice.role (")
                .contains("It is 'admin', which is not one of viewer, operator.")
                .doesNotContain("A single value cannot stand here");
    }

    @Test
    void tellsOfWrongTypesAndUnknownNamesTogetherWithAllOtherFaults() {
        FailureAnalysis analysis = analysis(StartUp.application("""
                server: {port: http}
                bettong:
                  wokers: 2
                  workers: two
                  shutdown-timeout: soon
                  delivery: at-most-twice
                  checkpoint: {interval: 0s}
                  tap: {enabled: maybe, max-rate: 0}
                  sources:
                    lines: {tcp: {port: abc, max-connections: many, frame-buffer: 1 barrel}}
                    other: {tcp: {port: 7010}}
                  sinks: {counts: tcp}
                  pipelines:
                    words:
                      from: {source: lines, decoder: txt}
                      steps: [{collect: true, colect: true}]
                      on-failure: ignore
                      to: {sink: counts, encoder: line}
                """, Functions.class));

        assertThat(analysis.getDescription())
                .contains(
                        "bettong.wokers (",
                        "There is no property 'wokers' under 'bettong'. Did you mean 'workers'?",
                        "bettong.workers (",
                        "It is 'two', which is not a whole number from -2147483648 to 2147483647.",
                        "bettong.shutdown-timeout (",
                        "It is 'soon', which is not a time such as 10ms, 20s or 1h.",
                        "bettong.delivery (",
                        "It is 'at-most-twice', which is not one of at-most-once, exactly-once-state.",
                        "bettong.tap.enabled (",
                        "It is 'maybe', which is not true or false.",
                        "bettong.sources.lines.tcp.port (",
                        "It is 'abc', which is not a whole number",
                        "bettong.sources.lines.tcp.max-connections (",
                        "bettong.sources.lines.tcp.frame-buffer (",
                        "It is '1 barrel', which is not a size such as 64KB or 4MB.",
                        "bettong.sinks.counts\n   A single value cannot stand here.",
                        "bettong.pipelines.words.steps[0].colect (",
                        "bettong.pipelines.words.on-failure (",
                        "It is 'ignore', which is not one of dead-letter, skip, fail.",
                        "bettong.checkpoint.interval",
                        "It is 0s, but it must be longer than 0.",
                        "No pipeline uses the source 'other'.")
                .as("a consequence of a default that is not meant")
                .doesNotContain("taken by");
        assertThat(analysis.getAction()).contains("The whole application was checked");
    }

    /** The analysis of the first analyzer that has one, as Spring Boot asks them. */
    public static FailureAnalysis analysis(ApplicationContextRunner application) {
        AtomicReference<FailureAnalysis> found = new AtomicReference<>(); // set in the callback, same thread
        application.run(context -> {
            Throwable failure = Objects.requireNonNull(context.getStartupFailure());
            List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(
                            FailureAnalyzer.class,
                            SpringFactoriesLoader.FailureHandler.handleMessage((message, e) -> {}));
            analyzers.stream()
                    .sorted(AnnotationAwareOrderComparator.INSTANCE)
                    .map(analyzer -> analyzer.analyze(failure))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(found::set);
        });
        return Objects.requireNonNull(found.get());
    }
}
