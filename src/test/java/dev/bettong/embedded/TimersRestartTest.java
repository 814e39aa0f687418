package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers on real workers, by the clock, through stops. */
class TimersRestartTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private Path directory;

    static final class Seen {

        int events;
    }

    /** A key of a type that its stored form does not lead back to. */
    record Key(String text) {}

    private static final Duration EXPIRY = Duration.ofMillis(100);

    private static final State<Seen> SEEN = State.named("seen", Seen.class, Seen::new);

    private static final State<Seen> EXPIRING =
            State.named("seen", Seen.class, Seen::new).expireAfter(EXPIRY);

    /** Events are a key and the milliseconds since 1970 at which its timer fires, which sends both, or "clear". */
    private static Pipeline pipeline(State<Seen> state) {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> new Key(text.split(" ", -1)[0]))
                .computeState(
                        "watch",
                        state,
                        (Key key, String text, Seen seen) -> {
                            seen.events++;
                            if (text.endsWith(" clear")) {
                                return Outcome.clearTimer().<String>changed(null);
                            }
                            Instant at = Instant.ofEpochMilli(Long.parseLong(text.split(" ", -1)[1]));
                            return Outcome.timerAt(at).<String>changed(null);
                        },
                        (Key key, Seen seen, Instant at) ->
                                Outcome.changed(key.text() + " " + at.toEpochMilli() + " " + seen.events))
                .to(Sink.tcp("out", (String text) -> (text + "\n").getBytes(UTF_8)));
    }

    private RunningPipelines run(boolean durable, int workers, LineServer receiver) {
        return run(settings(durable, workers), receiver);
    }

    private RunningPipelines.Settings settings(boolean durable, int workers) {
        return durable ? settings(directory, workers, false) : RunningPipelines.with(workers);
    }

    private static RunningPipelines.Settings settings(Path data, int workers, boolean syncAlways) {
        RunningPipelines.Settings settings =
                RunningPipelines.with(workers).durableIn(data).checkpointInterval(DEADLINE);
        return syncAlways ? settings.syncAlways() : settings;
    }

    private static RunningPipelines run(RunningPipelines.Settings settings, LineServer receiver) {
        return run(settings, receiver, pipeline(SEEN));
    }

    private static RunningPipelines run(RunningPipelines.Settings settings, LineServer receiver, Pipeline pipeline) {
        RunningPipelines running = settings.run(receiver.port(), pipeline);
        running.await("p", Status.RUNNING);
        return running;
    }

    private static void send(RunningPipelines running, String... texts) throws Exception {
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(texts);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 3", "true, 1", "true, 3"})
    void fireWhenNothingIsRead(boolean durable, int workers) throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(durable, workers, receiver)) {
            long at = System.currentTimeMillis() + 100;
            String[] texts =
                    IntStream.range(0, 100).mapToObj(i -> "key" + i + " " + at).toArray(String[]::new);

            send(running, texts);

            assertThat(receiver.awaitLines(100, DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(
                            List.of(texts).stream().map(text -> text + " 1").toList());
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(at);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void areSavedAndFireOnceAfterTheNextStart(int workers) throws Exception {
        try (LineServer receiver = LineServer.start()) {
            long at = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
            long over;
            try (RunningPipelines running = run(true, workers, receiver)) {
                send(running, "a " + at, "b " + at, "c " + at);
                running.checkpoint();
                over = System.currentTimeMillis() + 50;
                send(running, "c " + over);
                receiver.awaitLines(1, DEADLINE);
                send(running, "b " + System.currentTimeMillis());
                receiver.awaitLines(2, DEADLINE);
            }
            try (RunningPipelines running = run(true, 2, receiver)) {
                send(running, "a " + over);
                assertThat(receiver.awaitLines(3, DEADLINE)).hasSize(3).contains("a " + over + " 2");
                running.checkpoint();
            }
            try (RunningPipelines running = run(true, 2, receiver)) {
                send(running, "d " + over);
                assertThat(receiver.awaitLines(4, DEADLINE)).hasSize(4).last().isEqualTo("d " + over + " 1");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepTheirEntityFromExpiring(boolean durable) throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(durable, 1), receiver, pipeline(EXPIRING))) {
            long at = System.currentTimeMillis() + 4 * EXPIRY.toMillis();

            send(running, "a " + at, "b " + at);

            assertThat(receiver.awaitLines(2, DEADLINE)).containsExactlyInAnyOrder("a " + at + " 1", "b " + at + " 1");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 1", "false, 3", "false, 4"})
    void fireBetweenTheSameEventsInAReplay(boolean syncAlways, int workersNow) throws Exception {
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        long at = System.currentTimeMillis() + 50;
        long later = at + Duration.ofHours(1).toMillis();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(directory, 1, syncAlways), receiver)) {
            send(running, "a " + at);
            receiver.awaitLines(1, DEADLINE);
            send(running, "a " + later, "b " + at);
            assertThat(receiver.awaitLines(2, DEADLINE)).containsExactly("a " + at + " 1", "b " + at + " 1");
            Files.move(running.backup(), crashed.resolve("store"));
        }
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(crashed, workersNow, syncAlways), receiver)) {
            send(running, "a " + at);
            assertThat(receiver.awaitLines(3, DEADLINE))
                    .containsExactlyInAnyOrder("a " + at + " 1", "b " + at + " 1", "a " + at + " 3");
        }
    }

    /** One worker reads, and others own the keys: their ticks have to wait for what it has read in a replay. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void doNotFireInAReplayIfTheyWereClearedInTime(int workersNow) throws Exception {
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        long at = System.currentTimeMillis() + 4_000;
        List<String> fired =
                IntStream.range(0, 30).mapToObj(i -> "x" + i + " " + (at + i)).toList();
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(directory, 3, false), receiver);
                FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            for (String text : fired) {
                client.send(text);
            }
            for (int i = 0; i < 100; i++) {
                client.send("k" + i + " " + at);
            }
            for (int i = 0; i < 100; i++) {
                client.send("k" + i + " clear");
            }
            assertThat(receiver.awaitLines(fired.size(), DEADLINE)).allMatch(line -> line.startsWith("x"));
            Files.move(running.backup(), crashed.resolve("store"));
        }
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(crashed, workersNow, false), receiver)) {
            send(running, "end " + at);
            List<String> expected =
                    new ArrayList<>(fired.stream().map(text -> text + " 1").toList());
            expected.add("end " + at + " 1");
            assertThat(receiver.awaitLines(expected.size(), DEADLINE)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** The other workers read nothing themselves, and are never idle. */
    @Test
    void fireWhileOneWorkerReadsAndSendsToTheOthersWithoutAPause() throws Exception {
        String[] overdue = IntStream.range(0, 30).mapToObj(i -> "x" + i + " 0").toArray(String[]::new);
        long later = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        String[] busy =
                IntStream.range(0, 1_000).mapToObj(i -> "k" + i + " " + later).toArray(String[]::new);
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(false, 3, receiver);
                FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            AtomicBoolean seen = new AtomicBoolean();
            Thread load = Thread.ofVirtual().start(() -> {
                while (!seen.get()) {
                    sendUnlessClosed(client, busy);
                }
            });
            send(running, overdue);
            List<String> lines = receiver.awaitLines(overdue.length, DEADLINE);
            seen.set(true);
            load.join();
            assertThat(lines).allMatch(line -> line.startsWith("x"));
        }
    }

    private static void sendUnlessClosed(FramedClient client, String... texts) {
        try {
            client.send(texts);
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Test
    void failThePipelineIfTheyThrowAndThatIsItsPolicy() throws Exception {
        Pipeline failing = Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState(
                        "watch",
                        SEEN,
                        (String text, Seen seen) ->
                                Outcome.timerAt(Instant.EPOCH).<String>changed(null),
                        (Seen seen, Instant at) -> {
                            throw new IllegalStateException("meant to fail");
                        })
                .to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8)))
                .onFailure(FailurePolicy.FAIL);
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1).run(receiver.port(), failing)) {
            running.await("p", Status.RUNNING);
            send(running, "a", "b", "c");
            running.await("p", Status.FAILED);
        }
    }

    @Test
    void thatFellDueWhileNothingRanFireAtTheNextStart() throws Exception {
        try (LineServer receiver = LineServer.start()) {
            long at = System.currentTimeMillis() + 2_000;
            try (RunningPipelines running = run(true, 1, receiver)) {
                send(running, "a " + at);
                running.checkpoint();
            }
            try (RunningPipelines running = run(true, 1, receiver)) {
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("a " + at + " 1");
                running.await("p", Status.RUNNING);
            }
        }
    }
}
