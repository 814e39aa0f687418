package dev.bettong.checkpoint;

import dev.bettong.input.JournaledPartition;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.QuiescePoint;
import dev.bettong.worker.Worker;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store thread and its schedule: first the {@link Recovery}, then checkpoints and backups, and between them what
 * others request. Its methods may be called from any thread.
 */
public final class StoreThread {

    private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

    /** Time from a request of a worker to its checkpoint, while others recover. */
    private static final long REQUEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Durability durability;
    private final List<DurablePipeline> pipelines;
    private final DiskRetry diskRetry;
    private final Checkpointer checkpointer;
    private final CheckpointTrigger trigger;
    private final CheckpointCycle cycle;
    private final Recovery recovery;
    private final StoreRequests requests;
    private final AtomicBoolean requested = new AtomicBoolean(); // set by workers, cleared by the thread
    private final ScheduledExecutorService thread;
    private long lastBegun = System.nanoTime(); // when the last checkpoint by schedule began; by the thread
    private volatile boolean stopping; // set by any thread that stops the runtime, read by the thread

    StoreThread(
            Store store,
            Durability durability,
            List<DurablePipeline> pipelines,
            List<Worker> workers,
            IntFunction<String> describe) {
        this.store = store;
        this.durability = durability;
        this.pipelines = pipelines;
        this.thread = durability.threads().scheduler("bettong-store");
        QuiescePoint quiescePoint =
                new QuiescePoint(workers, () -> pipelines.stream().allMatch(DurablePipeline::quiet));
        this.diskRetry = new DiskRetry(store, durability.disk(), durability.sync(), quiescePoint);
        CutTimeout timeout = new CutTimeout(durability.settings().cutTimeout(), describe);
        SnapshotTaker snapshots = new SnapshotTaker(pipelines, durability.partitions(), durability.clock());
        CheckpointBarrier barrier = new CheckpointBarrier(quiescePoint, snapshots, durability.encoders(), timeout);
        this.checkpointer = new Checkpointer(store, workers, durability, diskRetry, barrier, timeout);
        this.trigger = new CheckpointTrigger(
                quiescePoint, thread, durability.settings().cutTimeout(), describe, durability.metrics());
        this.cycle = new CheckpointCycle(store, pipelines, durability, checkpointer, trigger, diskRetry);
        this.recovery = new Recovery(store, pipelines, durability, checkpointer, cycle, diskRetry, thread);
        this.requests = new StoreRequests(thread, durability.disk(), cycle, trigger, recovery);
        workers.forEach(worker -> worker.onPause(durability.metrics()::paused));
    }

    Store store() {
        return store;
    }

    /**
     * Starts the recovery, and waits briefly for every pipeline to run.
     *
     * @throws RuntimeStartException if one of them fails in this time
     */
    void start() {
        durability.disk().onTrouble(this::beginRepair);
        cycle.pauses().restore();
        for (JournaledPartition partition : durability.partitions()) {
            partition.open(store);
        }
        durability.metrics().bind(this, durability.disk(), durability.clock());
        recovery.start(this::schedule);
    }

    /** Any thread. */
    private void beginRepair() {
        try {
            thread.execute(this::repair);
        } catch (RejectedExecutionException e) {
            // the runtime stops
        }
    }

    private void repair() {
        try {
            diskRetry.repair();
        } catch (StoreException e) {
            pipelines.forEach(pipeline -> pipeline.failed(e));
        }
    }

    private void schedule() {
        long nanos = durability.settings().checkpointInterval().toNanos();
        thread.scheduleAtFixedRate(() -> scheduledCheckpoint(nanos), nanos, nanos, TimeUnit.NANOSECONDS);
        long backups = durability.settings().backups().interval().toNanos();
        if (backups > 0) {
            thread.scheduleAtFixedRate(this::scheduledBackup, backups, backups, TimeUnit.NANOSECONDS);
        }
    }

    /** Skips runs that the executor catches up on after the thread was busy: one checkpoint is enough. */
    private void scheduledCheckpoint(long interval) {
        long now = System.nanoTime();
        if (now - lastBegun >= interval / 2) {
            lastBegun = now;
            triggerCheckpoint();
        }
    }

    /**
     * A worker: its unsaved entities exceed their share of memory. While pipelines recover, requests are delayed, since no
     * checkpoint can save the changes of a recovering pipeline.
     */
    void wantsCheckpoint() {
        if (!requested.getAndSet(true)) {
            thread.schedule(this::triggerCheckpoint, recovery.over() ? 0 : REQUEST_DELAY_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void triggerCheckpoint() {
        if (!stopping) {
            trigger.trigger(this::checkpoint);
        }
    }

    private void checkpoint() {
        requested.set(false);
        if (stopping || !recovery.anyRecovered()) {
            return;
        }
        try {
            cycle.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // otherwise the executor would silently drop the schedule
            if (!stopping) {
                pipelines.forEach(pipeline -> pipeline.failed(e));
            }
        }
    }

    private void scheduledBackup() {
        if (stopping) {
            return;
        }
        try {
            cycle.housekeeping().backup();
        } catch (RuntimeException e) {
            if (stopping) { // which interrupts it
                log.info("A scheduled backup was not completed before the stop: {}", e.getMessage());
            } else {
                log.error("No backup was made", e);
            }
        }
    }

    StoreRequests requests() {
        return requests;
    }

    /**
     * Saves that an operator has paused or resumed a pipeline.
     *
     * @return completes when it is saved; if that fails, the next checkpoint tries again
     */
    public CompletableFuture<Void> savePause(DurablePipeline changed) {
        return requests.savePause(changed);
    }

    /** The last checkpoint. */
    Checkpoints.Checkpoint lastCheckpoint() {
        return checkpointer.last();
    }

    /** Everything that was read before this time is in a checkpoint. */
    Instant lookedAt() {
        return checkpointer.lookedAt();
    }

    /** Dead letters that were deleted because of their age. */
    long expiredLetters() {
        return cycle.housekeeping().expiredLetters();
    }

    /** Stored entities that were deleted because no event had touched them for too long. */
    public long expiredEntities() {
        return cycle.housekeeping().expiredEntities();
    }

    /** The runtime stops: recoveries end, and no checkpoint begins except the last. */
    public void stopping() {
        stopping = true;
        recovery.stop();
    }

    /**
     * Takes the last checkpoint, when the sources no longer read.
     *
     * @param deadline how long to wait for a disk that fails, by {@link System#nanoTime()}
     * @return completes when the checkpoint is taken, or when it is skipped because no pipeline has recovered: the next
     *     start repeats the recovery anyway; fails if it could not be taken
     */
    public CompletableFuture<Void> takeLast(long deadline) {
        long soon = System.nanoTime() + CheckpointCycle.MIN_STOP_NANOS;
        diskRetry.endAt(recovery.anyRecovered() && deadline - soon > 0 ? deadline : soon);
        return requests.run(() -> {
            if (recovery.anyRecovered()) {
                cycle.runLast(deadline);
            }
            return null;
        });
    }

    /**
     * Ends the thread and closes the store, on a separate thread, so that neither a disk that does not answer nor a worker
     * that does not return from the store delays the stop. The store closes as soon as no thread uses it.
     *
     * @return completes when the store is closed and the data directory is released
     */
    public CompletableFuture<Void> close() {
        stopping();
        diskRetry.endAt(System.nanoTime());
        thread.shutdownNow();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread closing = new Thread(() -> closeStore(closed), "bettong-store-close");
        closing.setDaemon(true);
        closing.start();
        return closed;
    }

    private void closeStore(CompletableFuture<Void> closed) {
        try {
            thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            durability.sync().stop();
            store.close();
        } catch (StoreException e) {
            log.warn(
                    "The store was not closed cleanly{}: {}",
                    e.kind() == StoreException.Kind.GONE ? "" : "; nothing is lost",
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed.complete(null);
        }
    }
}
