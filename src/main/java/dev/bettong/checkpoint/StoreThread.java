package dev.bettong.checkpoint;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.QuiescePoint;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the store: recovers what an earlier run has left, and then takes checkpoints, clears away what has expired,
 * makes backups and answers questions. Its methods may be called from any thread.
 */
public final class StoreThread {

    private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

    /** How long a start waits for the recovery, so that what is wrong with it keeps the application from starting. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    /** Time between two looks at whether a recovery that has nothing to do can go on. */
    private static final long RECOVERY_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Time from a request of a worker to its checkpoint, while others recover. */
    private static final long REQUEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a stop waits for the disk at least. */
    private static final long LAST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Durability durability;
    private final List<DurablePipeline> pipelines;
    private final DiskRetry diskRetry;
    private final Checkpointer checkpointer;
    private final Housekeeping housekeeping;
    private final Recovery recovery;
    private final StoreRequests requests;
    private final CheckpointTrigger trigger;
    private final PauseStorage pauses;
    private final CompletableFuture<Void> started = new CompletableFuture<>(); // completed by the thread
    private final AtomicBoolean requested = new AtomicBoolean(); // set by workers, cleared by the thread
    private final ScheduledExecutorService thread;
    private long lastBegun = System.nanoTime(); // when the last checkpoint by schedule began; by the thread
    private volatile boolean stopping; // set by whoever stops, read by the thread
    private volatile boolean recovered; // whether any pipeline has; set by the thread, read by whoever stops
    private volatile boolean recovering = true; // whether any pipeline still does; set by the thread, read by workers

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
        SnapshotTaker snapshots = new SnapshotTaker(pipelines, durability.lanes(), durability.clock());
        workers.forEach(worker -> worker.onPause(durability.metrics()::paused));
        this.checkpointer = new Checkpointer(store, snapshots, workers, durability, diskRetry, describe);
        this.trigger = new CheckpointTrigger(
                quiescePoint, thread, durability.settings().cutTimeout(), describe, durability.metrics());
        this.recovery = new Recovery(store, pipelines, durability, checkpointer, trigger, diskRetry);
        this.pauses = new PauseStorage(store, pipelines);
        this.requests = new StoreRequests(thread, durability.disk());
        this.housekeeping = new Housekeeping(
                store, pipelines, durability, durability.settings().deadLetters());
    }

    Store store() {
        return store;
    }

    /**
     * Begins the recovery, and waits a moment until every pipeline runs.
     *
     * @throws RuntimeStartException if one of them fails in this time
     */
    void start() {
        durability.disk().onTrouble(this::beginRepair);
        pauses.restore();
        for (JournaledLane lane : durability.lanes()) {
            lane.open(store);
        }
        durability.metrics().bind(this, durability.disk(), durability.clock());
        thread.execute(this::recover);
        try {
            started.get(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.info("The recovery continues while the application is up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** Any thread. */
    private void beginRepair() {
        try {
            thread.execute(this::repair);
        } catch (RejectedExecutionException e) {
            // It is too late: the runtime stops.
        }
    }

    private void repair() {
        try {
            diskRetry.repair();
        } catch (StoreException e) {
            pipelines.forEach(pipeline -> pipeline.failed(e));
        }
    }

    private void recover() {
        try {
            recovery.begin();
            durability.sync().start(store, durability.lanes(), durability.disk());
            schedule();
        } catch (Throwable e) {
            recoveryFailed(e);
            return;
        }
        recoverGroups();
    }

    /** A turn after the other, with whatever else waits for this thread in between. */
    private void recoverGroups() {
        if (stopping) {
            return;
        }
        try {
            boolean moved = recovery.turn();
            recovered = pipelines.stream().anyMatch(DurablePipeline::hasRecovered);
            RuntimeException failure = recovery.failure();
            if (failure != null) {
                started.completeExceptionally(failure);
            }
            if (recovery.over()) {
                recovering = false;
                started.complete(null);
            } else {
                thread.schedule(this::recoverGroups, moved ? 0 : RECOVERY_POLL_NANOS, TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // It is too late: the runtime stops.
        } catch (Throwable e) {
            recoveryFailed(e);
        }
    }

    /** For all pipelines that do not run yet, and for those that do: no checkpoint can be taken any more. */
    private void recoveryFailed(Throwable e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (stopping) {
            return;
        }
        RuntimeException failure = Recovery.cannotStart(e);
        log.error("The recovery has failed: {}", Recovery.describe(failure), e);
        pipelines.forEach(pipeline -> pipeline.end("the recovery has failed: " + Recovery.describe(failure)));
        started.completeExceptionally(failure);
    }

    private void schedule() {
        long nanos = durability.settings().checkpointInterval().toNanos();
        thread.scheduleAtFixedRate(() -> scheduledCheckpoint(nanos), nanos, nanos, TimeUnit.NANOSECONDS);
        long backups = durability.settings().backups().interval().toNanos();
        if (backups > 0) {
            thread.scheduleAtFixedRate(this::scheduledBackup, backups, backups, TimeUnit.NANOSECONDS);
        }
    }

    /** Not all those at once that trouble has kept from being taken: one will do. */
    private void scheduledCheckpoint(long interval) {
        long now = System.nanoTime();
        if (now - lastBegun >= interval / 2) {
            lastBegun = now;
            triggerCheckpoint();
        }
    }

    /**
     * A worker: more has changed than it may hold in memory. While pipelines recover, whose changes no checkpoint takes, one
     * after the other would be of no use.
     */
    void wantsCheckpoint() {
        if (!requested.getAndSet(true)) {
            thread.schedule(this::triggerCheckpoint, recovering ? REQUEST_DELAY_NANOS : 0, TimeUnit.NANOSECONDS);
        }
    }

    private void triggerCheckpoint() {
        if (!stopping) {
            trigger.trigger(this::checkpoint);
        }
    }

    private void checkpoint() {
        requested.set(false);
        if (stopping || !recovered) {
            return;
        }
        try {
            diskRetry.until(store::checkPlace); // also if there is nothing to save
            takeOrFail();
            diskRetry.until(housekeeping::turn);
            diskRetry.until(pauses::save);
        } catch (CheckpointAbandonedException e) {
            trigger.abandoned(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // or it would have been the last one, silently
            if (!stopping) {
                pipelines.forEach(pipeline -> pipeline.failed(e));
            }
        }
    }

    /** Takes a checkpoint; if a state cannot be saved, the pipelines that use it end. */
    private void takeOrFail() throws InterruptedException, ExecutionException {
        try {
            checkpointer.take();
            trigger.taken();
        } catch (StateAccessException e) {
            new StateSharing(pipelines).fail(e);
        }
    }

    private void scheduledBackup() {
        try {
            housekeeping.backup();
        } catch (RuntimeException e) {
            log.error("No backup was made", e);
        }
    }

    /** Does something for somebody outside, between checkpoints; see {@link StoreRequests#ask}. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        return requests.ask(question);
    }

    /**
     * An operator has paused a pipeline, or let it go on: saves that.
     *
     * @return completes when it is saved; if it fails, it is tried again with the next checkpoint
     */
    public CompletableFuture<Void> savePause(DurablePipeline changed) {
        pauses.changed(changed);
        return ask(() -> {
            pauses.save();
            return null;
        });
    }

    /**
     * Takes a checkpoint now; fails with an {@link dev.bettong.runtime.UnavailableException} if a worker does not answer in
     * time.
     */
    CompletableFuture<Checkpoints.Checkpoint> checkpointNow() {
        return trigger.ready().thenCompose(answered -> takeNow());
    }

    private CompletableFuture<Checkpoints.Checkpoint> takeNow() {
        return ask(() -> {
            if (!recovered) {
                throw new IllegalPipelineStateException(
                        "No pipeline has recovered yet, and no checkpoint is taken before one has");
            }
            checkPlace();
            try {
                checkpointer.take();
            } catch (CheckpointAbandonedException e) {
                trigger.abandoned(e);
                throw e.unavailable();
            }
            trigger.taken();
            diskRetry.until(housekeeping::turn);
            return checkpointer.last();
        });
    }

    /** For whoever asks, and does not wait until the directory is back. */
    private void checkPlace() {
        try {
            store.checkPlace();
        } catch (StoreException e) {
            durability.disk().failed(e);
            throw e;
        }
    }

    /** The last checkpoint. */
    Checkpoints.Checkpoint lastCheckpoint() {
        return checkpointer.last();
    }

    /** When it was seen for the last time that everything up to then is in a checkpoint. */
    Instant lookedAt() {
        return checkpointer.lookedAt();
    }

    /** Makes a backup now. */
    CompletableFuture<Checkpoints.Backup> backupNow() {
        return ask(housekeeping::backup);
    }

    /** Dead letters that were deleted since they were too old. */
    long expiredLetters() {
        return housekeeping.expiredLetters();
    }

    /** Stored entities that were deleted since no event had touched them for too long. */
    public long expiredEntities() {
        return housekeeping.expiredEntities();
    }

    /** The runtime stops: what goes on here comes to an end. */
    public void stopping() {
        stopping = true;
    }

    /**
     * The last checkpoint; nothing is read any more.
     *
     * @param deadline how long to wait for a disk that is in trouble, by {@link System#nanoTime()}
     * @return completes when it is taken, if a recovery has not to be repeated anyway; fails if it could not be taken
     */
    public CompletableFuture<Void> takeLast(long deadline) {
        long soon = System.nanoTime() + LAST_PATIENCE_NANOS;
        diskRetry.endAt(recovered && deadline - soon > 0 ? deadline : soon);
        return requests.run(() -> {
            if (!recovered) {
                return null;
            }
            DiskHealth.Trouble trouble = durability.disk().trouble();
            if (trouble != null && diskRetry.over()) { // the checkpoint before may have stopped half-way
                throw new IllegalStateException(trouble.reason());
            }
            diskRetry.until(pauses::save);
            trigger.awaitReady(Math.max(LAST_PATIENCE_NANOS, deadline - System.nanoTime()));
            takeOrFail();
            housekeeping.stop();
            return null;
        });
    }

    /**
     * Ends the thread and closes the store, on a thread of its own: a disk that does not answer, or a worker that is inside
     * and does not come back, must not hold up whoever stops. The store is closed as soon as nobody is inside any more.
     *
     * @return completes when the store is closed and the data directory is released
     */
    public CompletableFuture<Void> close() {
        stopping = true;
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
                    "The store was not closed in order{}: {}",
                    e.kind() == StoreException.Kind.GONE ? "" : ", nothing is lost by that",
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed.complete(null);
        }
    }
}
