package dev.bettong.test;

import dev.bettong.testing.Extent;
import dev.bettong.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class SimulationTest {

    private static final long SEED = Long.getLong("simulation.seed", Extent.full() ? System.nanoTime() : 1);
    private static final int RUNS = Integer.getInteger("simulation.runs", Extent.of(100, 10_000));
    private static final int RUNS_OF_EACH_IN_TROUBLE = 4;
    private static final int DISK_MEGABYTES = 32;

    @TempDir
    private Path directory;

    @Test
    void pipelinesDoWhatTheModelSays() throws IOException {
        run(RUNS, null);
    }

    /** Others than on a good day, but for the same plans. */
    @Test
    void pipelinesDoWhatTheModelSaysOnAMachineInTrouble() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(directory.resolve("disk")), DISK_MEGABYTES)) {
            run(Math.max(1, RUNS / RUNS_OF_EACH_IN_TROUBLE), disk);
        }
    }

    private void run(int runs, @Nullable SmallDisk disk) throws IOException {
        System.out.printf("simulation with -Dsimulation.seed=%d%n", SEED);
        Path in = disk == null ? directory : disk.directory();
        for (long seed = SEED; seed < SEED + runs; seed++) {
            Path data = in.resolve("run-" + seed);
            try {
                new SimulatedRun(seed, data, disk).run();
                FileSystemUtils.deleteRecursively(data);
            } catch (AssertionError failed) {
                throw new AssertionError(
                        "-Dsimulation.seed=%d -Dsimulation.runs=1: %s".formatted(seed, failed.getMessage()), failed);
            }
        }
    }
}
