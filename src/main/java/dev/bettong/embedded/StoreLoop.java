package dev.bettong.embedded;

import dev.bettong.compute.StateAccessException;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.runtime.WrongStatusException;
import dev.bettong.store.Lane;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.Standstill;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of the store: recovers what an earlier run has left, and then takes checkpoints, clears away what has expired,
 * makes backups and answers questions. Its methods may be called from any thread.
 */
final class StoreLoop {

    private static final Logger log = LoggerFactory.getLogger(StoreLoop.class);

    /** How long a start waits for the recovery, so that what is wrong with it keeps the application from starting. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(2);

    /** How long a stop waits for the disk at least. */
    private static final long LAST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Durability durability;
    private final List<EmbeddedPipeline> pipelines;
    private final Patience patience;
    private final Checkpointer checkpointer;
    private final Housekeeping housekeeping;
    private final Questions questions;
    private final AtomicBoolean requested = new AtomicBoolean(); // set by workers, cleared by the thread
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bettong-store");
        made.setDaemon(true);
        return made;
    });
    private long lastBegun = System.nanoTime(); // when the last checkpoint by schedule began; by the thread
    private volatile boolean stopping; // set by whoever stops, read by the thread
    private volatile boolean recovered; // set by the thread, read by whoever stops

    StoreLoop(Store store, Durability durability, List<EmbeddedPipeline> pipelines, List<Worker> workers) {
        this.store = store;
        this.durability = durability;
        this.pipelines = pipelines;
        Standstill standstill = new Standstill(workers, () -> pipelines.stream().allMatch(EmbeddedPipeline::quiet));
        this.patience = new Patience(store, durability.disk(), durability.sync(), standstill);
        Shares shares = new Shares(pipelines, durability.lanes(), durability.clock());
        workers.forEach(worker -> worker.onPause(durability.metrics()::paused));
        this.checkpointer = new Checkpointer(store, shares, workers, durability, patience);
        this.questions = new Questions(thread, durability.disk());
        this.housekeeping = new Housekeeping(
                store, pipelines, durability, durability.settings().deadLetters());
    }

    Store store() {
        return store;
    }

    /**
     * Begins the recovery, and waits a moment for its end.
     *
     * @throws RuntimeStartException if it fails in this time
     */
    void start() {
        durability.disk().onTrouble(this::beginRepair);
        pipelines.forEach(pipeline -> pipeline.operatorMark().set(store.pauses().get(pipeline.name())));
        for (JournaledLane lane : durability.lanes()) {
            lane.receiver().open(store.journal(lane.lane()));
        }
        durability.metrics().bind(this, durability.disk(), durability.clock());
        Future<?> recovery = thread.submit(this::recover);
        try {
            recovery.get(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.info("The recovery goes on while the application is up");
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
            patience.repair();
        } catch (StoreException e) {
            pipelines.forEach(pipeline -> pipeline.failed(e));
        }
    }

    private void recover() {
        try {
            pipelines.forEach(pipeline -> pipeline.recovering("reading the data directory"));
            store.verify();
            List<SavedOutputs> outputs = new ArrayList<>();
            patience.until(() -> outputs.addAll(store.recover()));
            restore(outputs);
            durability.milestones().reached(Milestone.RECOVERY_BEGUN);
            Recovery recovery = new Recovery(store, pipelines, () -> stopping, durability.milestones());
            Map<Lane, Long> replayed = recovery.replay();
            if (stopping) {
                return;
            }
            durability.milestones().reached(Milestone.RECOVERY_REPLAYED);
            durability.sync().start(store, durability.lanes(), durability.disk());
            checkpointer.replayed(replayed, outputs);
            if (!replayed.isEmpty()) {
                failUnsavable(checkpointer::commit); // so that what comes from now on is never replayed along with it
                log.info("Replayed {} reads of the journal", recovery.entries());
            }
            recovered = true;
            schedule();
            try {
                openSources();
            } finally {
                applyOrFail();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            if (stopping) {
                return;
            }
            if (recovered) {
                throw cannotStart(e); // some sources are not open, which was told
            }
            RuntimeException failure = cannotStart(e);
            log.error("The recovery has failed: {}", describe(failure), e);
            pipelines.forEach(pipeline -> pipeline.end("the recovery has failed: " + describe(failure)));
            throw failure;
        }
    }

    /** What is committed, but cannot be put in place, keeps all further checkpoints from being taken. */
    private void applyOrFail() {
        try {
            checkpointer.apply();
        } catch (RuntimeException e) { // or nobody would hear of it: the start may have returned long ago
            if (!stopping) {
                pipelines.forEach(pipeline -> pipeline.failed(e));
            }
        }
    }

    /** Opens the sources, all that can be opened: a start that still waits hears of the others. */
    private void openSources() {
        RuntimeStartException failure = null;
        for (EmbeddedPipeline pipeline : pipelines) {
            try {
                if (!pipeline.failed()) {
                    pipeline.openSource();
                }
            } catch (RuntimeStartException e) {
                log.error("Pipeline '{}' has failed: {}", pipeline.name(), describe(e));
                pipeline.end(describe(e));
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static String describe(RuntimeException failure) {
        return failure instanceof RuntimeStartException start
                ? "%s %s".formatted(start.getMessage(), start.action())
                : String.valueOf(failure.getMessage());
    }

    private static RuntimeException cannotStart(Throwable e) {
        return switch (e) {
            case StoreException failure ->
                new RuntimeStartException(String.valueOf(failure.getMessage()), failure.action(), failure);
            case RuntimeException failure -> failure;
            default -> new IllegalStateException(e);
        };
    }

    private void restore(List<SavedOutputs> outputs) {
        Map<String, EmbeddedPipeline> byName = new HashMap<>();
        pipelines.forEach(pipeline -> byName.put(pipeline.name(), pipeline));
        for (SavedOutputs each : outputs) {
            EmbeddedPipeline pipeline = byName.get(each.pipeline());
            if (pipeline == null || !pipeline.sinks().restore(each)) {
                log.warn(
                        "{} outputs of pipeline '{}' for sink '{}' were never sent, and are dropped: there is no such sink"
                                + " any more",
                        each.messages().size(),
                        each.pipeline(),
                        each.sink());
            }
        }
        pipelines.forEach(pipeline -> pipeline.sinks().open());
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
            checkpoint();
        }
    }

    /** A worker: more has changed than it may hold in memory. */
    void wantsCheckpoint() {
        if (!requested.getAndSet(true)) {
            thread.execute(this::checkpoint);
        }
    }

    private void checkpoint() {
        requested.set(false);
        if (stopping || !recovered) {
            return;
        }
        try {
            failUnsavable(checkpointer::take);
            patience.until(housekeeping::turn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // or it would have been the last one, silently
            if (!stopping) {
                pipelines.forEach(pipeline -> pipeline.failed(e));
            }
        }
    }

    /** A checkpoint, or the first half of one. */
    @FunctionalInterface
    private interface Taking {

        void take() throws InterruptedException, ExecutionException;
    }

    /** Takes a checkpoint; if a state cannot be saved, the pipelines that use it end. */
    private void failUnsavable(Taking checkpoint) throws InterruptedException, ExecutionException {
        try {
            checkpoint.take();
        } catch (StateAccessException e) {
            pipelines.stream()
                    .filter(pipeline -> pipeline.states().contains(e.state()))
                    .forEach(pipeline -> pipeline.failed(e));
        }
    }

    private void scheduledBackup() {
        try {
            housekeeping.backup();
        } catch (RuntimeException e) {
            log.error("No backup was made", e);
        }
    }

    /** Does something for somebody outside, between checkpoints; see {@link Questions#ask}. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        return questions.ask(question);
    }

    /** Takes a checkpoint now. */
    CompletableFuture<Checkpoints.Checkpoint> checkpointNow() {
        return ask(() -> {
            if (!recovered) {
                throw new WrongStatusException(
                        "The recovery has not come to its end, and no checkpoint is taken before");
            }
            checkpointer.take();
            patience.until(housekeeping::turn);
            return checkpointer.last();
        });
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

    /** Dead letters that were dropped for want of room. */
    long droppedLetters() {
        return housekeeping.droppedLetters() + checkpointer.droppedLetters();
    }

    /** The runtime stops: what goes on here comes to an end. */
    void stopping() {
        stopping = true;
    }

    /**
     * The last checkpoint; nothing is read any more.
     *
     * @param deadline how long to wait for a disk that is in trouble, by {@link System#nanoTime()}
     * @return completes when it is taken, if a recovery has not to be repeated anyway; fails if it could not be taken
     */
    CompletableFuture<Void> takeLast(long deadline) {
        long soon = System.nanoTime() + LAST_PATIENCE_NANOS;
        patience.endAt(recovered && deadline - soon > 0 ? deadline : soon);
        return questions.run(() -> {
            if (!recovered) {
                return null;
            }
            Disk.Trouble trouble = durability.disk().trouble();
            if (trouble != null && patience.over()) { // the checkpoint before may have stopped half-way
                throw new IllegalStateException(trouble.reason());
            }
            failUnsavable(checkpointer::take);
            return null;
        });
    }

    /**
     * Ends the thread and closes the store, on a thread of its own: a disk that does not answer, or a worker that is inside
     * and does not come back, must not hold up whoever stops. The store is closed as soon as nobody is inside any more.
     *
     * @return completes when the store is closed and the data directory is released
     */
    CompletableFuture<Void> close() {
        stopping = true;
        patience.endAt(System.nanoTime());
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
            log.warn("The store was not closed in order, nothing is lost by that: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed.complete(null);
        }
    }
}
