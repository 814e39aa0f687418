package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.problem.InvalidApplicationException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests of authors, as they would write them. */
class PipelineTestTest {

    private static final State<AtomicInteger> TOTALS = State.named("totals", AtomicInteger.class, AtomicInteger::new);

    private static final Encoder<String> LINE = text -> (text + "\n").getBytes(UTF_8);

    private static Source<String> lines() {
        return Source.tcp("lines", Decoder.lines(bytes -> new String(bytes, UTF_8)));
    }

    private static Pipeline splitAndCount() {
        return Pipeline.named("split and count")
                .from(lines())
                .computeMulti("split", line -> List.of(line.split(" ", -1)))
                .partition(word -> word)
                .computeState(
                        "count", TOTALS, (word, total) -> Outcome.changed(word + " => " + total.incrementAndGet()))
                .to(Sink.tcp("counts", LINE));
    }

    @Test
    void countsSurviveACrash() {
        try (PipelineTest test = PipelineTest.of(splitAndCount()).workers(2).durable()) {
            test.source("lines").send("the people", "the last");
            test.sink("counts").sendsInAnyOrder("the => 1", "people => 1", "the => 2", "last => 1");
            test.checkpoint().crash();
            test.source("lines").send("the end");
            test.sink("counts").sendsInAnyOrder("the => 3", "end => 1");
            assertThat(test.state(TOTALS, "the").get()).isEqualTo(3);
        }
    }

    @Test
    void outputsSinceACheckpointComeTwice() {
        try (PipelineTest test = PipelineTest.of(splitAndCount()).durable()) {
            test.source("lines").send("a a");
            test.sink("counts").sends("a => 1", "a => 2");
            test.crash();
            test.source("lines").send("a");
            test.sink("counts").sends("a => 3");
        }
    }

    @Test
    void failsOnAnOutputThatWasNotExpected() {
        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(splitAndCount())) {
                        test.source("lines").send("a b");
                        test.sink("counts").sends("a => 1", "b => 1");
                        test.source("lines").send("c");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "sink 'counts' should have sent [], and has sent [c => 1]; missing: [], not expected: [c => 1]");
    }

    @Test
    void failsOnAFailureThatWasNotExpected() {
        Pipeline pipeline = Pipeline.named("p")
                .from(lines())
                .compute("check", line -> {
                    if (line.isEmpty()) {
                        throw new IllegalArgumentException("empty");
                    }
                    return line;
                })
                .to(Sink.tcp("out", LINE));

        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(pipeline).durable()) {
                        test.source("lines").send("", "a");
                        test.sink("out").sends("a");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("this was not expected to fail: ['check' of pipeline 'p' (compute):"
                        + " java.lang.IllegalArgumentException: empty at");
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("lines").send("", "a");
            test.sink("out").sends("a");
            test.fails("check", "compute");
        }
    }

    @Test
    void firesTimersWhenTimePasses() {
        State<AtomicInteger> open = State.named("open", AtomicInteger.class, AtomicInteger::new);
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        Pipeline pipeline = Pipeline.named("p")
                .from(lines())
                .partition(word -> word)
                .computeState(
                        "remind",
                        open,
                        (String word, AtomicInteger seen) ->
                                Outcome.timerAt(begin.plusSeconds(60)).changed(word + seen.incrementAndGet()),
                        (AtomicInteger seen, Instant at) -> Outcome.changed("reminded of " + seen + " at " + at))
                .to(Sink.tcp("out", LINE));
        PipelineTest.everywhere(
                test -> {
                    test.startingAt(begin);
                    test.source("lines").send("a");
                    test.sink("out").sends("a1");
                    test.pass(Duration.ofSeconds(59));
                    test.sink("out").sendsNothing();
                    test.pass(Duration.ofSeconds(2));
                    test.sink("out").sends("reminded of 1 at 2026-03-01T12:01:00Z");
                },
                pipeline);
    }

    /** Bugs of authors and of the engine show in the same ways. */
    @Test
    void findsAnUpdateThatIsLost() {
        Pipeline forgetful = Pipeline.named("p")
                .from(lines())
                .partition(word -> word)
                .computeState("count", TOTALS, (word, total) -> Outcome.unchanged(word + total.incrementAndGet()))
                .to(Sink.tcp("out", LINE));

        assertThatThrownBy(() -> PipelineTest.everywhere(
                        test -> {
                            test.source("lines").send("a");
                            test.sink("out").sends("a1");
                            test.checkpoint();
                            test.source("lines").send("a");
                            test.sink("out").sends("a2");
                        },
                        forgetful))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "with 1 workers, and a crash before action 3: sink 'out' should have sent [a2]");
    }

    @Test
    void findsATimerThatIsLeftBehind() {
        State<AtomicInteger> open = State.named("open", AtomicInteger.class, AtomicInteger::new);
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        Pipeline leaking = Pipeline.named("p")
                .from(lines())
                .partition(word -> word.charAt(0))
                .computeState(
                        "watch",
                        open,
                        (String word, AtomicInteger seen) -> word.endsWith("end")
                                ? Outcome.changed("closed") // and does not clear the timer
                                : Outcome.timerAt(begin.plusSeconds(60)).changed("opened"),
                        (AtomicInteger seen, Instant at) -> Outcome.changed("timed out"))
                .to(Sink.tcp("out", LINE));

        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(leaking).startingAt(begin)) {
                        test.source("lines").send("a begin", "a end");
                        test.sink("out").sends("opened", "closed");
                        test.pass(Duration.ofMinutes(2));
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not expected: [timed out]");
    }

    @Test
    void findsATimerThatFiresTwice() {
        State<AtomicInteger> open = State.named("open", AtomicInteger.class, AtomicInteger::new);
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        Pipeline twice = Pipeline.named("p")
                .from(lines())
                .partition(word -> word)
                .computeState(
                        "watch",
                        open,
                        (String word, AtomicInteger seen) ->
                                Outcome.timerAt(begin.plusSeconds(60)).changed("opened"),
                        (AtomicInteger seen, Instant at) -> seen.incrementAndGet() < 2
                                ? Outcome.timerAt(at.plusMillis(1)).changed("timed out") // and is meant to fire once
                                : Outcome.changed("timed out"))
                .to(Sink.tcp("out", LINE));

        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(twice).startingAt(begin)) {
                        test.source("lines").send("a");
                        test.pass(Duration.ofMinutes(2));
                        test.sink("out").sends("opened", "timed out");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not expected: [timed out]");
    }

    @Test
    void findsAnEventThatIsLateAndShouldNotBe() {
        State<Long> counts = State.named("windows", Long.class, () -> 0L);
        EventTime<String> inOrder =
                EventTime.of(line -> Instant.parse(line.substring(2))); // without the bound it needs
        Pipeline late = Pipeline.named("p")
                .from(lines().eventTime(inOrder))
                .partition(line -> line.charAt(0))
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .aggregate("count", counts, Aggregation.count())
                .done();

        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(late)) {
                        test.source("lines").send("a 2026-01-01T00:01:00Z", "a 2026-01-01T00:00:59Z");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'count' of pipeline 'p' (late): the event was 1000 ms behind the watermark");
    }

    /** The service is away for half a minute: what waits is bounded, and everything goes on afterwards. */
    @Test
    void callsGoOnAfterAServiceWasAway() {
        AtomicBoolean away = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        Calls calls = Calls.inFlight(10).retry(Calls.Retry.attempts(100).on(IOException.class));
        Pipeline asking = Pipeline.named("p")
                .from(lines())
                .partition(word -> word.substring(0, 1))
                .computeAsync("ask", calls, word -> {
                    asked.incrementAndGet();
                    return away.get()
                            ? CompletableFuture.<String>failedStage(new IOException("away"))
                            : CompletableFuture.completedStage(word);
                })
                .to(Sink.tcp("out", LINE));
        List<String> sent =
                IntStream.range(0, 1_000).mapToObj(i -> i % 7 + " " + i).toList();

        try (PipelineTest test = PipelineTest.of(asking)) {
            sent.forEach(word -> test.source("lines").send(word));
            test.pass(Duration.ofSeconds(30));
            assertThat(asked.get()).isLessThan(21 * 20); // those of 21 events, each with longer and longer waits
            away.set(false);
            test.pass(Duration.ofSeconds(20));

            List<String> out = test.sink("out").take().stream()
                    .map(message -> new String(message, UTF_8).strip())
                    .toList();
            assertThat(out).containsExactlyInAnyOrderElementsOf(sent);
            for (int key = 0; key < 7; key++) {
                String of = key + " ";
                assertThat(out.stream().filter(word -> word.startsWith(of)))
                        .containsExactlyElementsOf(sent.stream()
                                .filter(word -> word.startsWith(of))
                                .toList());
            }
        }
    }

    @Test
    void findsAnOrderThatAnUnorderedCallBreaks() {
        Map<String, CompletableFuture<String>> asked = new HashMap<>();
        Pipeline unordered = Pipeline.named("p")
                .from(lines())
                .computeAsync(
                        "ask",
                        Calls.inFlight(2).unordered(),
                        word -> asked.computeIfAbsent(word, key -> new CompletableFuture<>()))
                .to(Sink.tcp("out", LINE));

        assertThatThrownBy(() -> {
                    try (PipelineTest test = PipelineTest.of(unordered)) {
                        test.source("lines").send("a1", "a2");
                        Objects.requireNonNull(asked.get("a2")).complete("a2");
                        test.settle();
                        Objects.requireNonNull(asked.get("a1")).complete("a1");
                        test.settle();
                        test.sink("out").sends("a1", "a2");
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("should have sent [a1, a2] in this order, and has sent [a2, a1]");
    }

    @Test
    void givesUpCallsByItsOwnClock() {
        Pipeline asking = Pipeline.named("p")
                .from(lines())
                .<String>computeAsync(
                        "ask", Calls.inFlight(2).timeout(Duration.ofHours(1)), word -> new CompletableFuture<>())
                .to(Sink.tcp("out", LINE));

        try (PipelineTest test = PipelineTest.of(asking)) {
            test.source("lines").send("a");
            test.pass(Duration.ofMinutes(59));
            assertThatThrownBy(() -> test.fails("ask", "compute")).isInstanceOf(AssertionError.class);
            test.pass(Duration.ofMinutes(1));
            test.fails("ask", "compute");
        }
    }

    @Test
    void saysWhatIsWrongWithAPipelineAsAStartWould() {
        Pipeline wrong = Pipeline.named("p")
                .from(lines())
                .partition(word -> word)
                .window(Window.sliding(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .aggregate("count", State.named("counts", Long.class, () -> 0L), Aggregation.count())
                .done();

        assertThatThrownBy(() -> PipelineTest.of(wrong).source("lines").send("a"))
                .isInstanceOf(InvalidApplicationException.class)
                .hasMessageContaining("events between them would count nowhere");
    }

    @Test
    void closesWindowsByEventTime() {
        State<Long> counts = State.named("windows", Long.class, () -> 0L);
        Pipeline pipeline = Pipeline.named("p")
                .from(lines().eventTime(EventTime.of((String line) -> Instant.parse(line.substring(2)))
                        .idleAfter(Duration.ofSeconds(10))))
                .partition(line -> line.charAt(0))
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .aggregate("count", counts, Aggregation.count())
                .to(Sink.tcp(
                        "out",
                        count -> LINE.encode(
                                count.window().key() + " " + count.window().start() + " " + count.value())));
        PipelineTest.everywhere(
                test -> {
                    test.source("lines").send("a 2026-01-01T00:00:05Z", "a 2026-01-01T00:00:55Z");
                    test.pass(Duration.ofSeconds(1));
                    test.source("lines").connection("b").send("b 2026-01-01T00:00:30Z");
                    test.pass(Duration.ofSeconds(1));
                    test.source("lines").send("a 2026-01-01T00:01:10Z");
                    test.pass(Duration.ofSeconds(30)); // the other connection is idle, or has ended with a crash
                    test.source("lines").send("a 2026-01-01T00:01:20Z");
                    test.pass(Duration.ofSeconds(1)); // other workers hear of it
                    test.sink("out").sendsInAnyOrder("a 2026-01-01T00:00:00Z 2", "b 2026-01-01T00:00:00Z 1");
                },
                pipeline);
    }
}
