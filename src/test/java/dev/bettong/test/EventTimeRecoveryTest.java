package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the simulation has found about event time, with several workers and crashes. */
class EventTimeRecoveryTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final State<Long> COUNTS = State.named("counts", Long.class, () -> 0L);
    private static final Duration LATER = Duration.ofMillis(200); // what is read so much later is replayed later
    private static final Duration TEN = Duration.ofMillis(10);
    private static final Encoder<Aggregated<String, Long>> LINE = counted ->
            "%s %d".formatted(counted.window().key(), counted.value()).getBytes(UTF_8);

    /** "a 5" is of key a, and 5 ms behind the beginning. */
    private record Event(String key, Instant at) {

        static Event parse(byte[] frame) {
            String[] words = new String(frame, UTF_8).split(" ", -1);
            return new Event(words[0], BEGIN.plusMillis(Long.parseLong(words[1])));
        }
    }

    /** Answers when the test says so. */
    private static final class Service {
        private final Map<Event, CompletableFuture<Event>> asked = new HashMap<>();

        CompletableFuture<Event> ask(Event event) {
            CompletableFuture<Event> call = new CompletableFuture<>();
            asked.put(event, call); // in place of one that a crash has cancelled
            return call;
        }

        void answer() {
            asked.forEach((event, call) -> call.complete(event));
        }
    }

    private static Pipeline.Stage<Event> source() {
        return Pipeline.named("counts")
                .from(Source.tcp("events", Decoder.lines(Event::parse)).eventTime(EventTime.of(Event::at)));
    }

    private static Pipeline.Keyed<String, Event> begin() {
        return source().partition(Event::key).carrying(Event.class);
    }

    private static Pipeline tumbling() {
        return tumbling(begin());
    }

    private static Pipeline tumbling(Pipeline.Keyed<String, Event> events) {
        return events.window(Window.tumbling(TEN))
                .aggregate("count", COUNTS, Aggregation.count())
                .to(Sink.tcp("out", LINE));
    }

    @Test
    void timeStandsBehindARestartWhereTheLastConnectionHasLeftIt() {
        try (PipelineTest test = PipelineTest.of(tumbling()).workers(4).durable()) {
            test.source("events")
                    .send("a 5", "b 5", "c 5", "d 5", "e 5", "f 5", "a 25")
                    .close();
            test.checkpoint().crash();
            test.pass(Duration.ofMillis(50));
            test.sink("out").sendsInAnyOrder("a 1", "b 1", "c 1", "d 1", "e 1", "f 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void timeThatACallHoldsBackGoesOnWhenItsConnectionHasEnded(int workers) {
        Service service = new Service();
        Pipeline asking = tumbling(
                source().compute("not of c", event -> event.key().equals("c") ? null : event) // but its time counts
                        .computeAsync("ask", Calls.inFlight(4), service::ask)
                        .partition(Event::key)
                        .carrying(Event.class));
        try (PipelineTest test = PipelineTest.of(asking).workers(workers)) {
            test.source("events").send("a 5", "b 5", "c 25").close();
            service.answer();
            test.settle().pass(Duration.ofMillis(50));
            test.sink("out").sendsInAnyOrder("a 1", "b 1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void behindARestartTimeStandsWhereTheConnectionWasThatLaggedMost(int workers) {
        try (PipelineTest test = PipelineTest.of(tumbling()).workers(workers).durable()) {
            test.source("events").connection("behind").send("b 1", "b 2", "b 3", "b 4");
            test.pass(LATER);
            for (int i = 0; i < 4; i++) {
                test.source("events").connection("ahead " + i).send("a 10" + i);
            }
            test.crash().pass(Duration.ofMillis(50));
            test.source("events").connection("another").send("b 7");
            test.crash().crash().pass(Duration.ofMillis(50));
            test.source("events").connection("one more").send("b 8", "b 9", "b 200", "c 201", "d 202");
            test.pass(Duration.ofMillis(50));
            test.sink("out").sendsInAnyOrder("a 4", "b 7");
        }
    }

    @Test
    void callsGoOnBehindARestartAsFarAsTimeHadCome() {
        Service service = new Service();
        Pipeline asking = tumbling(begin().computeAsync("ask", Calls.inFlight(4), service::ask)
                .partition(Event::key)
                .carrying(Event.class));
        try (PipelineTest test = PipelineTest.of(asking).workers(2).durable()) {
            test.source("events").connection("behind").send("b 6", "b 16");
            test.pass(LATER);
            test.source("events").connection("ahead").send("a 15", "a 105");
            test.crash();
            service.answer();
            test.settle().pass(Duration.ofMillis(50));
            test.sink("out").sends("b 1");
            test.source("events").connection("another").send("b 17", "b 127");
            service.answer();
            test.settle().pass(Duration.ofMillis(50));
            test.sink("out").sendsInAnyOrder("a 1", "a 1", "b 2");
        }
    }

    @Test
    void theResultOfACountHasItsLatestTime() {
        State<Long> more = State.named("more", Long.class, () -> 0L);
        Pipeline pipeline = begin().window(Window.count(2))
                .aggregate("pair", COUNTS, Aggregation.count())
                .window(Window.tumbling(TEN).grace(Duration.ofMillis(4)))
                .aggregate("pairs", more, Aggregation.count())
                .to(Sink.tcp("out", LINE));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("events").send("a 12");
            test.source("events").connection("another").send("b 9", "b -18");
            test.source("events").connection("another").send("b 15");
            test.source("events").send("a 15");
            test.sink("out").sends("b 1");
        }
    }
}
