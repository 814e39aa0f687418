package dev.bettong.checkpoint;

import dev.bettong.state.WorkerEntities;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Bounds the memory of a worker's unsaved entities. When they exceed their share, it requests a checkpoint; beyond a
 * further limit the sources pause until that is taken, so that no sender can fill the heap with new keys. Owned by the
 * worker.
 *
 * <p>A replaying pipeline is not paused, since no checkpoint can save its state before the replay is complete. A replay
 * needs little more memory than the run that it repeats, which was bounded here.
 */
final class EntityPressure implements WorkerEntities.Pressure {

    private final Runnable wantsCheckpoint;
    private final long high;
    private final List<Paused> paused = new ArrayList<>(); // all pipelines; filled while wiring

    /**
     * Has no sources to pause yet.
     *
     * @param high bytes beyond the share at which the sources pause
     */
    EntityPressure(Runnable wantsCheckpoint, long high) {
        this.wantsCheckpoint = wantsCheckpoint;
        this.high = high;
    }

    /** A pipeline whose source pauses. */
    private record Paused(BufferLimit limit, BooleanSupplier recovered) {}

    /**
     * While wiring: pauses the source of a pipeline beyond the limit.
     *
     * @param recovered whether its pipeline has recovered
     */
    void pauses(Backpressure backpressure, String name, BooleanSupplier recovered) {
        paused.add(new Paused(backpressure.limit(name, high), recovered));
    }

    @Override
    public void wantsCheckpoint() {
        wantsCheckpoint.run();
    }

    @Override
    public void excess(long bytes) {
        for (Paused each : paused) {
            each.limit().update(each.recovered().getAsBoolean() ? bytes : 0);
        }
    }
}
