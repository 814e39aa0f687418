package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk that is full when a runtime starts or stops. */
class FullDiskStartAndStopTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);
    private static final int FRAMES = 800; // of each connection
    private static final int MEGABYTES = 40;

    @TempDir
    private Path mountPoint;

    @Test
    void doesNotStartOnAFullDiskAndSaysWhy() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, MEGABYTES);
                CountingSink sink = new CountingSink()) {
            disk.fill();
            assertRefuses(disk, sink);
            disk.free();
            try (RunningPipelines running =
                            DiskTroubleTest.settings(disk, false, 64).run(sink.port(), Tallies.byKey("p"));
                    NumberedLoad load = DiskTroubleTest.load(DiskTroubleTest.awaitRunning(running), FRAMES)) {
                DiskTroubleTest.awaitLines(sink, DiskTroubleTest.CONNECTIONS * FRAMES);
                assertThat(load.ended()).isTrue();
            }
            disk.fill();
            assertRefuses(disk, sink);
            disk.free();
            DiskTroubleTest.assertCounts(disk, DiskTroubleTest.model(FRAMES / DiskTroubleTest.KEYS));
        }
    }

    private static void assertRefuses(SmallDisk disk, CountingSink sink) {
        RuntimeStartException refused = catchThrowableOfType(
                RuntimeStartException.class,
                () -> DiskTroubleTest.settings(disk, false, 64).run(sink.port(), Tallies.byKey("p")));
        assertThat(refused)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(disk.directory().toString());
        assertThat(refused.action()).contains("Make room on the disk of '%s'".formatted(disk.directory()));
    }

    @Test
    void stopsInTimeOnAFullDiskAndReplaysEverythingAtTheNextStart() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, MEGABYTES)) {
            Map<String, Long> before = new TreeMap<>();
            try (LineServer sink = LineServer.start();
                    RunningPipelines running = DiskTroubleTest.settings(disk, false, 64)
                            .shutdownTimeout(SHUTDOWN_TIMEOUT)
                            .checkpointInterval(Duration.ofHours(1)) // so that all has to be replayed
                            .run(sink.port(), Tallies.byKey("p"))) {
                DiskTroubleTest.awaitRunning(running);
                try (NumberedLoad load = DiskTroubleTest.load(running, FRAMES)) {
                    sink.awaitLines(DiskTroubleTest.CONNECTIONS * FRAMES, DEADLINE);
                    assertThat(load.ended()).isTrue();
                }
                disk.fill();
                try (NumberedLoad load = DiskTroubleTest.load(running, FRAMES)) {
                    DiskTroubleTest.awaitDegraded(running);
                    assertThat(load.sent()).isPositive();
                    CompletableFuture.runAsync(running::stop).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                }
                highest(sink, before);
            }
            disk.free();
            try (LineServer sink = LineServer.start();
                    RunningPipelines running =
                            DiskTroubleTest.settings(disk, false, 64).run(sink.port(), Tallies.byKey("p"));
                    FramedClient client = FramedClient.connect(
                            DiskTroubleTest.awaitRunning(running).port(), DEADLINE)) {
                await("all is replayed")
                        .atMost(DEADLINE)
                        .untilAsserted(
                                () -> assertThat(highest(sink, new TreeMap<>())).isEqualTo(before));
                for (String key : before.keySet()) {
                    client.send(key + " once more");
                }
                before.replaceAll((key, count) -> count + 1);
                await("all is counted on")
                        .atMost(DEADLINE)
                        .untilAsserted(
                                () -> assertThat(highest(sink, new TreeMap<>())).isEqualTo(before));
                assertThat(sink.lines()).doesNotHaveDuplicates();
            }
        }
    }

    private static Map<String, Long> highest(LineServer sink, Map<String, Long> into) {
        for (String line : sink.lines()) {
            String[] parts = line.split(" => ", 2);
            into.merge(parts[0], Long.parseLong(parts[1]), Math::max);
        }
        return into;
    }
}
