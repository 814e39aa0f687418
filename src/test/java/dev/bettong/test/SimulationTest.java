package dev.bettong.test;

import dev.bettong.testing.Extent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {

    private static final long SEED = Long.getLong("simulation.seed", Extent.full() ? System.nanoTime() : 1);
    private static final int RUNS = Integer.getInteger("simulation.runs", Extent.of(100, 10_000));

    @TempDir
    private Path directory;

    @Test
    void pipelinesDoWhatTheModelSays() {
        System.out.printf("simulation with -Dsimulation.seed=%d%n", SEED);
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            try {
                new SimulatedRun(seed, directory.resolve("run-" + seed)).run();
            } catch (AssertionError failed) {
                throw new AssertionError(
                        "-Dsimulation.seed=%d -Dsimulation.runs=1: %s".formatted(seed, failed.getMessage()), failed);
            }
        }
    }
}
