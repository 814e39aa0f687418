package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.contract.Action;
import dev.bettong.contract.Vector;
import dev.bettong.contract.VectorPipeline;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.LineServer;
import dev.bettong.time.Clicks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Event time on real workers, over real connections, through crashes. */
class EventTimeRestartTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Window TEN = Window.tumbling(Duration.ofMillis(10));

    @TempDir
    private Path directory;

    private final Map<Integer, Socket> streams = new HashMap<>();

    private RunningPipelines run(int workers, boolean durable, LineServer receiver, Pipeline pipeline) {
        RunningPipelines.Settings settings = RunningPipelines.with(workers);
        RunningPipelines running = (durable ? settings.durableIn(directory) : settings)
                .checkpointInterval(DEADLINE)
                .run(receiver.port(), pipeline);
        running.await(pipeline.name(), Status.RUNNING);
        return running;
    }

    private void send(RunningPipelines running, int stream, String... events) throws IOException {
        Socket socket = streams.get(stream);
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), running.port());
            streams.put(stream, socket);
        }
        long before = frames(running);
        socket.getOutputStream().write((String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8));
        await("the events").atMost(DEADLINE).until(() -> frames(running) == before + events.length);
    }

    private static long frames(RunningPipelines running) {
        return running.status().sources().getFirst().frames();
    }

    private void close(RunningPipelines running, int stream) throws IOException {
        int before = running.status().sources().getFirst().connections();
        Objects.requireNonNull(streams.remove(stream)).close();
        await("the end of a connection")
                .atMost(DEADLINE)
                .until(() -> running.status().sources().getFirst().connections() == before - 1);
    }

    private void closeAll() throws IOException {
        for (Socket socket : streams.values()) {
            socket.close();
        }
        streams.clear();
    }

    /** Some of those in which events come and connections end, and nothing depends on a call, nor on the date. */
    static Stream<Vector> vectors() {
        return Vector.all().stream()
                .filter(vector -> !vector.pipeline().startsWith("ask")
                        && !vector.pipeline().startsWith("all"))
                .filter(vector -> vector.actions().stream()
                        .allMatch(action -> action instanceof Action.Send || action instanceof Action.Close))
                .filter(vector -> !vector.actions().isEmpty() && !vector.text().contains(":00Z"))
                .filter(vector -> Extent.full() || (vector.numbered() && Integer.parseInt(vector.number()) % 4 == 0));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void givesTheResultsOfTheVectorsOnSeveralWorkers(Vector vector) throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(3, false, receiver, new VectorPipeline(vector.pipeline()).pipeline())) {
            for (Action action : vector.actions()) {
                if (action instanceof Action.Send send) {
                    send(running, Integer.parseInt(send.connection()), send.event());
                } else if (action instanceof Action.Close close) {
                    close(running, Integer.parseInt(close.connection()));
                }
            }
            awaitResults(running, receiver, vector);
            closeAll();
        }
    }

    private static void awaitResults(RunningPipelines running, LineServer receiver, Vector vector) {
        await("results of " + vector).atMost(DEADLINE).untilAsserted(() -> {
            assertThat(receiver.lines()).containsExactlyInAnyOrderElementsOf(vector.outputs());
            assertThat(running.status().failures().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isGreaterThanOrEqualTo(vector.failures().size());
        });
    }

    private void crash(RunningPipelines running) throws IOException {
        Path backup = running.backup();
        Path kept = directory.resolve("kept");
        Files.move(backup, kept);
        running.stop();
        delete(directory.resolve("store"));
        Files.move(kept, directory.resolve("store"));
    }

    private static void delete(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, false", "1, true", "3, true"})
    void aConnectionThatSendsNothingHoldsBackTheOthersUntilItIsIdle(int workers, boolean durable) throws Exception {
        Pipeline pipeline = Clicks.pipeline(TEN, Duration.ZERO, Duration.ofMillis(300));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(workers, durable, receiver, pipeline)) {
            send(running, 1, "a@5");
            send(running, 2, "b@6", "b@25");

            assertThat(receiver.awaitLines(2, DEADLINE)).containsExactlyInAnyOrder("a [0,10)=1", "b [0,10)=1");
            running.awaitStatus("nothing that comes", status -> time(status).connections() == 0);
            PipelineStatus.Time waiting = time(running.status());
            assertThat(waiting.watermark()).hasToString("1970-01-01T00:00:00.025Z");
            assertThat(waiting.waitsSince()).isNotNull();
            closeAll();
        }
    }

    private static PipelineStatus.Time time(PipelineStatus status) {
        return Objects.requireNonNull(status.time());
    }

    @Test
    void noConnectionIsIdleWhileThePipelineIsPaused() throws Exception {
        Pipeline pipeline = Clicks.pipeline(TEN, Duration.ZERO, Duration.ofSeconds(2));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(1, false, receiver, pipeline)) {
            send(running, 1, "a@5");
            running.control().pause("clicks", "for a while").join();
            long until = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
            await("a longer time").atMost(DEADLINE).until(() -> System.nanoTime() - until > 0);
            assertThat(time(running.status()).connections()).isOne();

            running.control().resume("clicks").join();
            running.awaitStatus("idle", status -> time(status).connections() == 0);
            closeAll();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 2"})
    void openWindowsAndTheWatermarkSurviveAStop(int workers, int workersNow) throws Exception {
        Pipeline pipeline = Clicks.pipeline(TEN, Duration.ZERO, DEADLINE);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(workers, true, receiver, pipeline)) {
                send(running, 1, "a@5", "b@31", "c@33");
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("a [0,10)=1");
                closeAll();
            }
            assertThat(receiver.lines()).hasSize(1); // a stop is not the end of the input
            try (RunningPipelines running = run(workersNow, true, receiver, pipeline)) {
                send(running, 1, "a@7", "b@34", "b@40");

                assertThat(receiver.awaitLines(3, DEADLINE))
                        .containsExactlyInAnyOrder("a [0,10)=1", "b [30,40)=2", "c [30,40)=1");
                running.awaitFailures("late", 1);
                closeAll();
            }
        }
    }

    /** Far more windows than a worker closes at once close in the midst of a read, and what comes after them waits. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void manyWindowsCloseAtOnce(int workers, boolean durable) throws Exception {
        int keys = 20_000;
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        run(workers, durable, receiver, Clicks.pipeline(TEN, Duration.ZERO, DEADLINE))) {
            String[] first = new String[keys];
            for (int key = 0; key < keys; key++) {
                first[key] = "key" + key + "@5";
            }
            send(running, 1, first);
            send(running, 1, "key7@15", "key7@8", "key8@15", "key8@25", "last@35");
            if (durable) {
                running.checkpoint();
            }
            send(running, 1, "last@36", "last@45");

            List<String> lines = receiver.awaitLines(keys + 4, DEADLINE);
            assertThat(lines).doesNotHaveDuplicates().contains("key7 [10,20)=1", "key8 [20,30)=1", "last [30,40)=2");
            running.awaitFailures("late", 1); // key7@8
            closeAll();
        }
    }

    private static Pipeline.Keyed<String, Clicks> clicks(Duration idleAfter) {
        return Pipeline.named("clicks")
                .from(Clicks.source("clicks", Duration.ZERO, idleAfter))
                .partition(Clicks::key);
    }

    private static Sink<Long> totals() {
        return Sink.tcp("counts", (Long total) -> (total + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A worker that owns nothing of what comes has to hear of it before windows behind it close. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void resultsOfAllWorkersAreInTimeForTheWindowsBehind(boolean durable) throws Exception {
        State<Long> total = State.named("total", Long.class, () -> 0L);
        Pipeline pipeline = clicks(Duration.ofMillis(100))
                .window(TEN)
                .aggregate("count clicks", Clicks.COUNTS, Aggregation.<Clicks, String>count())
                .collect()
                .window(TEN)
                .aggregate(
                        "total",
                        total,
                        Aggregation.of((counted, sum) -> sum + counted.value(), Long::sum, (window, sum) -> sum))
                .to(totals());
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(3, durable, receiver, pipeline)) {
            for (int round = 0; round < 5; round++) {
                String[] events = new String[20];
                for (int key = 0; key < events.length; key++) {
                    events[key] = "key%d@%d".formatted(key, 100 * round);
                }
                send(running, 1, events);
                running.awaitStatus("nothing that comes", status -> time(status).connections() == 0);
            }
            send(running, 1, "last@1000");

            assertThat(receiver.awaitLines(5, DEADLINE)).containsExactly("20", "20", "20", "20", "20");
            assertThat(running.status().failures()).doesNotContainKey("late");
            closeAll();
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aPipelineThatFailsWhileManyWindowsCloseStopsNoOther(boolean durable) throws Exception {
        Pipeline failing = clicks(DEADLINE)
                .window(TEN)
                .aggregate(
                        "count clicks",
                        Clicks.COUNTS,
                        Aggregation.<Clicks, Long, String, String>of(
                                (click, count) -> count + 1, Long::sum, (window, count) -> {
                                    throw new IllegalStateException("meant to fail");
                                }))
                .done()
                .onFailure(FailurePolicy.FAIL);
        Pipeline other = Pipeline.named("other")
                .from(Source.tcp("other", Decoder.lines(line -> new String(line, StandardCharsets.UTF_8))))
                .to(Sink.tcp("counts", (String line) -> (line + "\n").getBytes(StandardCharsets.UTF_8)));
        try (LineServer receiver = LineServer.start()) {
            for (int start = 0; start < 2; start++) { // the second one replays what failed
                RunningPipelines.Settings settings = RunningPipelines.with(1).checkpointInterval(DEADLINE);
                try (RunningPipelines running =
                        (durable ? settings.durableIn(directory) : settings).run(receiver.port(), failing, other)) {
                    running.await("other", Status.RUNNING);
                    if (start == 0 || !durable) {
                        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port("clicks"))) {
                            StringBuilder events = new StringBuilder();
                            for (int key = 0; key < 3_000; key++) {
                                events.append("key").append(key).append("@5\n");
                            }
                            events.append("last@20\n");
                            socket.getOutputStream().write(events.toString().getBytes(StandardCharsets.UTF_8));
                            running.await("clicks", Status.FAILED);
                        }
                    }
                    running.await("clicks", Status.FAILED);
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port("other"))) {
                        socket.getOutputStream().write("a\n".getBytes(StandardCharsets.UTF_8));
                        receiver.awaitLines(start + 1, DEADLINE);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aDrainInTheMidstOfManyWindowsEnds(boolean durable) throws Exception {
        int keys = 20_000;
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(1, durable, receiver, Clicks.pipeline(TEN, Duration.ZERO, DEADLINE))) {
            String[] first = new String[keys];
            for (int key = 0; key < keys; key++) {
                first[key] = "key" + key + "@5";
            }
            send(running, 1, first);
            send(running, 1, "last@15", "last@16");
            running.control().drain("clicks").join();
            running.await("clicks", Status.STOPPED);
            closeAll();
        }
    }

    @Test
    void nothingIsSavedAgainWhileNothingComes() throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        run(2, true, receiver, Clicks.pipeline(TEN, Duration.ZERO, Duration.ofMillis(50)))) {
            send(running, 1, "a@5");
            running.awaitStatus("nothing that comes", status -> time(status).connections() == 0);
            closeAll();
            await("no news").atMost(DEADLINE).until(() -> {
                long last = running.checkpoint();
                return running.checkpoint() == last;
            });
        }
    }

    /** The journal of a version whose events had no time of their own says only when they were read. */
    @Test
    void eventsOfAnEarlierVersionAreReplayedWithTheirOwnTime() throws Exception {
        Pipeline before = Pipeline.named("clicks")
                .from(Source.tcp("clicks", Decoder.lines(line -> new String(line, StandardCharsets.UTF_8))))
                .partition((String line) -> line)
                .computeState("nothing", State.named("nothing", Long.class, () -> 0L), (line, state) -> Outcome.none())
                .done();
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(1, true, receiver, before)) {
                send(running, 1, "a@5", "a@10");
                closeAll();
                crash(running);
            }
            try (RunningPipelines running = run(1, true, receiver, Clicks.pipeline(TEN, Duration.ZERO, DEADLINE))) {
                send(running, 1, "a@11", "a@20");
                assertThat(receiver.awaitLines(2, DEADLINE)).containsExactly("a [0,10)=1", "a [10,20)=2");
                assertThat(running.status().failures()).doesNotContainKey("time");
                closeAll();
            }
        }
    }
}
