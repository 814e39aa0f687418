package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.store.StoreSettings;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A disk that is full at some moment, and has room again at another: a real one. */
@Isolated("reads the log")
class DiskTroubleTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    static final int CONNECTIONS = 4;
    static final int KEYS = 8; // of each connection, see NumberedLoad
    private static final int PADDING = 500;
    private static final long MOST_WAITING_BYTES = 2L << 20; // a read of each connection, and then some

    @TempDir
    private Path mountPoint;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        ours().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        ours().detachAppender(logged);
    }

    private static Logger ours() {
        return (Logger) LoggerFactory.getLogger("dev.bettong");
    }

    /** With a small write buffer it is a flush in the background that fails first, else an append to the journal. */
    @ParameterizedTest
    @CsvSource({"false, 64", "true, 64", "false, 1", "true, 1"})
    void pausesOnAFullDiskAndGoesOnWhenThereIsRoom(boolean always, int writeBufferMegabytes) throws Exception {
        int frames = 4000;
        try (SmallDisk disk = SmallDisk.mount(mountPoint, 48);
                CountingSink sink = new CountingSink();
                RunningPipelines running =
                        settings(disk, always, writeBufferMegabytes).run(sink.port(), Tallies.byKey("p"))) {
            awaitRunning(running);
            try (NumberedLoad before = load(running, frames)) {
                awaitLines(sink, (long) CONNECTIONS * frames);
                assertThat(before.ended()).isTrue();
            }
            disk.fill();
            try (NumberedLoad meanwhile = load(running, frames)) {
                PipelineStatus degraded = awaitDegraded(running);
                assertThat(degraded.detail()).contains(mountPoint.toString());
                awaitStandstill(running, sink);
                assertThat(running.status().since()).isEqualTo(degraded.since());
                long waiting = running.status().sources().getFirst().frames() - sink.lines();
                assertThat(waiting * PADDING).isBetween(0L, MOST_WAITING_BYTES); // none, if the gate was quicker
                disk.free();
                awaitRunning(running);
                awaitLines(sink, 2L * (long) CONNECTIONS * frames);
                assertThat(meanwhile.ended()).isTrue();
            }
            assertThat(running.status().backpressure()).isNull();
            assertThat(sink.errors()).isEmpty();
            assertThat(sink.counts()).isEqualTo(model(2L * frames / KEYS));
            assertThat(problems()).hasSizeBetween(1, 2);
            assertThat(threads()).contains("bettong-store", "bettong-journal-sync");
        }
        assertThat(problems()).hasSizeBetween(1, 2);
    }

    @Test
    void goesOnWhenADiskGrowsThatTheJournalHasFilled() throws Exception {
        int frames = 16_000;
        try (SmallDisk disk = SmallDisk.mount(mountPoint, 16);
                CountingSink sink = new CountingSink();
                RunningPipelines running = settings(disk, false, 64).run(sink.port(), Tallies.byKey("p"));
                NumberedLoad load = load(awaitRunning(running), frames)) {
            awaitDegraded(running);
            awaitStandstill(running, sink);
            assertThat(load.ended()).isFalse();
            disk.resize(128);
            awaitRunning(running);
            awaitLines(sink, (long) CONNECTIONS * frames);
            assertThat(sink.errors()).isEmpty();
            assertThat(sink.counts()).isEqualTo(model(frames / KEYS));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKPOINT_CUT", "CHECKPOINT_SAVING", "CHECKPOINT_SAVED", "CHECKPOINT_COMMITTED"})
    void losesNothingWhenTheDiskIsFullInTheMiddleOfACheckpoint(CheckpointPhase full) throws Exception {
        int frames = 8000;
        int failing = 200;
        try (SmallDisk disk = SmallDisk.mount(mountPoint, 40); // too small for RocksDB to take a whole log in advance
                CountingSink sink = new CountingSink()) {
            AtomicInteger seen = new AtomicInteger();
            AtomicReference<Throwable> fault = new AtomicReference<>();
            PhaseListener phases = phase -> {
                if (phase == full && sink.lines() > 0 && seen.incrementAndGet() == 1) {
                    try {
                        disk.fill();
                    } catch (IOException e) {
                        fault.set(e);
                    }
                }
            };
            try (RunningPipelines running =
                            settings(disk, false, 64).phases(phases).run(sink.port(), Tallies.byKey("p"));
                    NumberedLoad load = load(awaitRunning(running), frames);
                    FramedClient failures = FramedClient.connect(running.port(), DEADLINE)) {
                Thread.ofPlatform().daemon().start(() -> send(failures, failing, fault));
                awaitDegraded(running);
                awaitStandstill(running, sink);
                disk.free();
                awaitRunning(running);
                awaitLines(sink, (long) CONNECTIONS * frames);
                assertThat(load.sent()).isEqualTo((long) CONNECTIONS * frames);
                assertThat(sink.errors()).isEmpty();
                assertThat(sink.counts()).isEqualTo(model(frames / KEYS));
                running.awaitLetters(failing);
            }
            assertThat(fault).hasNullValue();
            assertCounts(disk, model(frames / KEYS));
        }
    }

    private static void send(FramedClient client, int failing, AtomicReference<Throwable> fault) {
        try {
            for (int i = 0; i < failing; i++) {
                client.send("fail%d %s".formatted(i, "x".repeat(4 * PADDING)));
            }
        } catch (IOException e) {
            fault.set(e);
        }
    }

    static RunningPipelines.Settings settings(SmallDisk disk, boolean always, int writeBufferMegabytes) {
        RunningPipelines.Settings settings = RunningPipelines.with(2)
                .durableIn(new StoreSettings(disk.directory(), (long) writeBufferMegabytes << 20));
        return always ? settings.syncAlways() : settings;
    }

    static NumberedLoad load(RunningPipelines running, int frames) throws IOException {
        return NumberedLoad.start(running.port(), CONNECTIONS, frames, PADDING);
    }

    static RunningPipelines awaitRunning(RunningPipelines running) {
        running.awaitStatus("running", status -> status.status() == Status.RUNNING);
        return running;
    }

    static PipelineStatus awaitDegraded(RunningPipelines running) {
        running.awaitStatus(
                "degraded and paused",
                status -> status.status() == Status.DEGRADED
                        && status.backpressure() != null
                        && String.valueOf(status.detail()).contains("No space left on device"));
        PipelineStatus degraded = running.status();
        assertThat(Objects.requireNonNull(degraded.backpressure()).because())
                .contains("the data directory cannot be written");
        return degraded;
    }

    /** What is accepted comes out, and then nothing moves any more. */
    private static void awaitStandstill(RunningPipelines running, CountingSink sink) {
        Map<String, Long> last = new TreeMap<>();
        await("nothing moves").atMost(DEADLINE).during(Duration.ofSeconds(2)).until(() -> {
            boolean sinkRests = Long.valueOf(sink.lines()).equals(last.put("lines", sink.lines()));
            long frames = running.status().sources().getFirst().frames();
            boolean sourceRests = Long.valueOf(frames).equals(last.put("frames", frames));
            return sinkRests && sourceRests && running.status().status() == Status.DEGRADED;
        });
    }

    static void awaitLines(CountingSink sink, long lines) {
        await(lines + " lines")
                .atMost(DEADLINE)
                .until(() -> sink.lines() >= lines || !sink.errors().isEmpty());
    }

    static Map<String, Long> model(long count) {
        Map<String, Long> model = new TreeMap<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            for (int key = 0; key < KEYS; key++) {
                model.put("c%d.k%d".formatted(connection, key), count);
            }
        }
        return model;
    }

    /** Starts anew, and asks for every count with one more frame. */
    static void assertCounts(SmallDisk disk, Map<String, Long> model) throws IOException {
        try (CountingSink sink = new CountingSink();
                RunningPipelines running = settings(disk, false, 64).run(sink.port(), Tallies.byKey("p"));
                FramedClient client = FramedClient.connect(awaitRunning(running).port(), DEADLINE)) {
            for (String key : model.keySet()) {
                client.send(key + " once more");
            }
            Map<String, Long> expected = new TreeMap<>(model);
            expected.replaceAll((key, count) -> count + 1);
            await("all counts")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(sink.counts()).isEqualTo(expected));
        }
    }

    private List<String> problems() {
        return List.copyOf(logged.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
