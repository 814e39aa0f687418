package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs a checkpoint and the work around it: first the check that the data directory is still in place, afterwards the
 * housekeeping. Used on the store thread, unless a method says otherwise.
 */
final class CheckpointCycle {

    /** Shortest time that a stop waits for the disk and for the workers. */
    static final long MIN_STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final List<DurablePipeline> pipelines;
    private final DiskHealth disk;
    private final Checkpointer checkpointer;
    private final CheckpointTrigger trigger;
    private final DiskRetry diskRetry;
    private final Housekeeping housekeeping;
    private final PauseStorage pauses;

    CheckpointCycle(
            Store store,
            List<DurablePipeline> pipelines,
            Durability durability,
            Checkpointer checkpointer,
            CheckpointTrigger trigger,
            DiskRetry diskRetry) {
        this.store = store;
        this.pipelines = pipelines;
        this.disk = durability.disk();
        this.checkpointer = checkpointer;
        this.trigger = trigger;
        this.diskRetry = diskRetry;
        this.housekeeping = new Housekeeping(
                store, pipelines, durability, durability.settings().deadLetters());
        this.pauses = new PauseStorage(store, pipelines);
    }

    /** Any thread. */
    Housekeeping housekeeping() {
        return housekeeping;
    }

    /** Any thread. */
    PauseStorage pauses() {
        return pauses;
    }

    /**
     * Runs a scheduled checkpoint, or one that a worker needs. If a worker does not return from a function in time, the
     * next cycle tries again; if a state cannot be saved, the pipelines that use it fail.
     *
     * @throws StoreException if something cannot be written, and waiting does not help
     */
    void run() throws InterruptedException, ExecutionException {
        try {
            diskRetry.until(store::checkPlace); // also if there is nothing to save
            takeOrFail();
            diskRetry.until(housekeeping::turn);
            diskRetry.until(pauses::save);
        } catch (CheckpointAbandonedException e) {
            trigger.abandoned(e);
        }
    }

    private void takeOrFail() throws InterruptedException, ExecutionException {
        try {
            checkpointer.take();
            trigger.taken();
        } catch (StateAccessException e) {
            new StateSharing(pipelines).fail(e);
        }
    }

    /**
     * Runs a checkpoint that an operator requested. Fails, instead of waiting, if the data directory is not in place.
     *
     * @throws StoreException if something cannot be written
     * @throws dev.bettong.runtime.UnavailableException if a worker does not return from a function in time
     */
    Checkpoints.Checkpoint runNow() throws InterruptedException, ExecutionException {
        checkPlaceOnce();
        try {
            checkpointer.take();
        } catch (CheckpointAbandonedException e) {
            trigger.abandoned(e);
            throw e.unavailable();
        }
        trigger.taken();
        diskRetry.until(housekeeping::turn);
        return checkpointer.last();
    }

    private void checkPlaceOnce() {
        try {
            store.checkPlace();
        } catch (StoreException e) {
            disk.failed(e);
            throw e;
        }
    }

    /**
     * Commits the first checkpoint that includes what was replayed, but does not apply it. A worker that is slow to return
     * from a function only delays it.
     *
     * @throws CheckpointAbandonedException if a worker does not return, and the runtime stops
     * @throws StoreException if something cannot be written, and waiting does not help
     */
    void commitReplayed() throws InterruptedException, ExecutionException {
        while (true) {
            try {
                checkpointer.commit();
                trigger.taken();
                return;
            } catch (CheckpointAbandonedException e) {
                trigger.abandoned(e);
                if (diskRetry.over()) {
                    throw e;
                }
            } catch (StateAccessException e) {
                new StateSharing(pipelines).fail(e);
                return;
            }
        }
    }

    /**
     * Runs the last checkpoint before the runtime stops, when the sources no longer read.
     *
     * @param deadline until when workers may answer, by {@link System#nanoTime()}
     * @throws CheckpointAbandonedException if one of them does not
     * @throws StoreException if something cannot be written, and it is too late to wait
     */
    void runLast(long deadline) throws InterruptedException, ExecutionException {
        DiskHealth.Trouble trouble = disk.trouble();
        if (trouble != null && diskRetry.over()) { // the checkpoint before may have stopped halfway
            throw new IllegalStateException(trouble.reason());
        }
        diskRetry.until(pauses::save);
        trigger.awaitReady(Math.max(MIN_STOP_NANOS, deadline - System.nanoTime()));
        takeOrFail();
        housekeeping.stop();
    }
}
