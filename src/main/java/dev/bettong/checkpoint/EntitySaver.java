package dev.bettong.checkpoint;

import dev.bettong.state.StateAccessException;
import dev.bettong.store.CheckpointWriter;
import dev.bettong.store.EntitySlice;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes to the store what the workers encode for a checkpoint. Used on the store thread. */
final class EntitySaver {

    private final List<Worker> workers;
    private final DiskRetry diskRetry;
    private final PhaseListener phases;
    private final CutTimeout timeout;

    EntitySaver(List<Worker> workers, DiskRetry diskRetry, PhaseListener phases, CutTimeout timeout) {
        this.workers = workers;
        this.diskRetry = diskRetry;
        this.phases = phases;
        this.timeout = timeout;
    }

    /**
     * The outcome of a save.
     *
     * @param entities number of entities that were written
     * @param failure why not all of them could be: a {@link StateAccessException} if one cannot be encoded, a
     *     {@link CheckpointAbandonedException} if a worker has not answered in time; {@code null} if all were written
     */
    record Result(long entities, @Nullable RuntimeException failure) {}

    /**
     * Writes slices until every worker has finished or failed.
     *
     * @throws dev.bettong.store.StoreException if a slice cannot be written, and waiting does not help
     */
    Result save(SliceQueue slices, CheckpointWriter writer) throws InterruptedException {
        long entities = 0;
        RuntimeException failure = null;
        Set<Integer> working = workers.stream().map(Worker::index).collect(Collectors.toCollection(TreeSet::new));
        Duration limit = timeout.current();
        while (!working.isEmpty()) {
            SliceQueue.Part next = slices.poll(limit);
            if (next == null) { // a worker hangs in a function that it has entered after the cut
                return new Result(entities, failure == null ? timeout.expired(limit, working) : failure);
            }
            switch (next) {
                case SliceQueue.Part.Slice slice -> {
                    if (failure == null) {
                        entities += write(slice.entities(), writer);
                    }
                }
                case SliceQueue.Part.Done done -> working.remove(done.worker());
                case SliceQueue.Part.Failed failed -> {
                    failure = unchecked(failed.failure());
                    working.remove(failed.worker());
                }
            }
        }
        return new Result(entities, failure);
    }

    private long write(EntitySlice slice, CheckpointWriter writer) {
        long entities = slice.count();
        if (entities > 0) {
            diskRetry.until(() -> writer.save(slice));
            phases.reached(CheckpointPhase.CHECKPOINT_SAVING);
        }
        return entities;
    }

    private static RuntimeException unchecked(Throwable failure) {
        return failure instanceof StateAccessException unusable ? unusable : new IllegalStateException(failure);
    }
}
