package dev.bettong.checkpoint;

import dev.bettong.state.WorkerEntities;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What happens when the entities of a worker take more memory than they may, and no checkpoint has saved them: one is
 * requested, and beyond a limit the sources pause until it is taken, so that no sender can fill the heap with new keys. Owned
 * by the worker.
 *
 * <p>A pipeline that replays is not paused: no checkpoint has its state before the replay is complete. It needs little more
 * than the run before it, which was paused here.
 */
final class EntityPressure implements WorkerEntities.Pressure {

    private final Runnable wantsCheckpoint;
    private final long high;
    private final List<Paused> paused = new ArrayList<>(); // all pipelines; filled while wiring

    /**
     * Prepares it.
     *
     * @param high bytes beyond the limit at which the sources pause
     */
    EntityPressure(Runnable wantsCheckpoint, long high) {
        this.wantsCheckpoint = wantsCheckpoint;
        this.high = high;
    }

    /** A pipeline whose source pauses. */
    private record Paused(BufferLimit limit, BooleanSupplier recovered) {}

    /**
     * While wiring: what pauses a source beyond the limit.
     *
     * @param recovered whether its pipeline has recovered
     */
    void closes(Backpressure backpressure, String name, BooleanSupplier recovered) {
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
