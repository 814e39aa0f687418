package dev.bettong.checkpoint;

import dev.bettong.input.SteadyClock;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.sink.SavedOutput;
import dev.bettong.store.ClockReading;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers what the previous run left, and hands over to normal operation. Each group of pipelines that share state
 * recovers on its own: it runs as soon as its journal is replayed, and a group that fails, or whose sink is disconnected,
 * does not keep the others from running.
 *
 * <pre>
 * open: store -> states of the pipelines -> clock
 * recover: verify -> load the last checkpoint -> unsent outputs to the sinks -> journal sync and schedule start
 *          -> for each group: replay -> a checkpoint that has the group -> its sources open
 * </pre>
 *
 * Until that checkpoint, all checkpoints leave the group out: its positions, states and saved outputs stay as they were
 * in the last checkpoint of the previous run, and its dead letters wait. So after a crash at any moment its recovery
 * starts over. All but {@link #open} runs on the store thread, which does other work between two turns of the replay.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** How long a start waits for the recovery: a failure in this time keeps the application from starting. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(2);

    /** Time between two turns of a replay that has nothing to do. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Store store;
    private final List<DurablePipeline> pipelines;
    private final Durability durability;
    private final Checkpointer checkpointer;
    private final CheckpointCycle cycle;
    private final DiskRetry diskRetry;
    private final ScheduledExecutorService thread;
    private final CompletableFuture<Void> started = new CompletableFuture<>(); // completed by the store thread
    private @Nullable RuntimeException failure; // the first that keeps a group from running; by the store thread
    private volatile boolean stopping; // set by any thread that stops the runtime, read by the store thread
    private volatile boolean anyRecovered; // set by the store thread, read by all
    private volatile boolean over; // set by the store thread, read by workers

    Recovery(
            Store store,
            List<DurablePipeline> pipelines,
            Durability durability,
            Checkpointer checkpointer,
            CheckpointCycle cycle,
            DiskRetry diskRetry,
            ScheduledExecutorService thread) {
        this.store = store;
        this.pipelines = pipelines;
        this.durability = durability;
        this.checkpointer = checkpointer;
        this.cycle = cycle;
        this.diskRetry = diskRetry;
        this.thread = thread;
    }

    /**
     * Opens the store with the states of the pipelines, and sets the clock; on the thread that starts the runtime.
     *
     * @throws StoreException if the store cannot be opened
     * @throws RuntimeStartException if it does not fit the pipelines
     */
    static Store open(List<DurablePipeline> pipelines, DurabilitySettings settings, SteadyClock clock) {
        Store store = Store.open(settings.store());
        try {
            new StateRegistry(store).register(pipelines);
            ClockReading last = store.clock();
            if (last.steady().isAfter(Instant.EPOCH)) { // or this is the first run
                clock.resume(last, settings.maxDowntime());
            }
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Starts the recovery of an open store, and waits a moment until every pipeline runs.
     *
     * @param schedule called on the store thread, once there can be checkpoints
     * @throws RuntimeStartException if a pipeline fails in this time
     */
    void start(Runnable schedule) {
        thread.execute(() -> recover(schedule));
        try {
            started.get(START_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.info("The recovery continues while the application is up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** All steps of a recovery, in their order. */
    private void recover(Runnable schedule) {
        try {
            pipelines.forEach(pipeline -> pipeline.recovering("reading the data directory"));
            verify();
            restore(loadCheckpoint());
            pipelines.forEach(DurablePipeline::openSinks);
            durability.phases().reached(CheckpointPhase.RECOVERY_BEGUN);
            JournalReplay replay = new JournalReplay(groups(), this::fail);
            OrphanedPartitions.warn(pipelines, store);
            durability.sync().start(store, durability.partitions(), durability.disk());
            schedule.run();
            inTurns(replay, () -> {
                boolean moved = replay.turn();
                List<GroupReplay> complete = replay.removeComplete();
                if (!complete.isEmpty()) {
                    durability.phases().reached(CheckpointPhase.RECOVERY_REPLAYED);
                    handOver(complete);
                }
                return moved || !complete.isEmpty();
            });
        } catch (Throwable e) {
            failAll(e);
        }
    }

    private void verify() {
        if (durability.settings().verifyAlways() || !store.stoppedCleanly()) {
            store.verify();
        }
    }

    /** Entities are read as events need them; the outputs that no sink has sent are returned. */
    private List<SavedOutputs> loadCheckpoint() {
        List<SavedOutputs> outputs = new ArrayList<>();
        diskRetry.until(() -> outputs.addAll(store.recover()));
        checkpointer.restored(outputs);
        return outputs;
    }

    private void restore(List<SavedOutputs> outputs) {
        Map<String, DurablePipeline> byName = new HashMap<>();
        pipelines.forEach(pipeline -> byName.put(pipeline.name(), pipeline));
        for (SavedOutputs each : outputs) {
            DurablePipeline pipeline = byName.get(each.pipeline());
            int lost = pipeline != null && pipeline.restore(each)
                    ? 0
                    : SavedOutput.payloads(each.messages()).size();
            if (lost > 0) {
                log.warn(
                        "Dropping {} of pipeline '{}', not yet sent to sink '{}': the application no longer has this sink",
                        Quantity.of(lost, "output"),
                        each.pipeline(),
                        each.sink());
            }
        }
    }

    private List<GroupReplay> groups() {
        List<GroupReplay> groups = new ArrayList<>();
        for (List<DurablePipeline> group : new StateSharing(pipelines).groups()) {
            groups.add(new GroupReplay(group, store, durability.phases()));
        }
        return groups;
    }

    /**
     * Takes a turn now, and further ones until the replay is over. In between, the thread runs what else waits for it.
     *
     * @param turn returns whether it made progress
     */
    private void inTurns(JournalReplay replay, Callable<Boolean> turn) {
        if (stopping) {
            return;
        }
        try {
            boolean moved = turn.call();
            anyRecovered = pipelines.stream().anyMatch(DurablePipeline::hasRecovered);
            if (failure != null) {
                started.completeExceptionally(failure);
            }
            if (replay.over()) {
                over = true;
                started.complete(null);
            } else {
                thread.schedule(() -> inTurns(replay, turn), moved ? 0 : POLL_NANOS, TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // the runtime stops
        } catch (Throwable e) {
            failAll(e);
        }
    }

    /** Takes a checkpoint first, so that no later recovery replays these entries again, together with new ones. */
    private void handOver(List<GroupReplay> complete) throws InterruptedException, ExecutionException {
        boolean replayed = false;
        for (GroupReplay group : complete) {
            checkpointer.replayed(group.positions());
            durability.clock().notBefore(group.lastReadMillis());
            group.pipelines().forEach(DurablePipeline::recovered);
            replayed |= group.changed();
        }
        try {
            if (replayed) {
                cycle.commitReplayed();
            }
            complete.forEach(this::openSources);
        } finally {
            checkpointer.apply();
        }
    }

    /** Opens the sources of a group, all or none: its pipelines fail together. */
    private void openSources(GroupReplay group) {
        if (group.entries() > 0) {
            log.info("Replayed {} of the journal for {}", Quantity.of(group.entries(), "read"), group);
        }
        for (DurablePipeline pipeline : group.pipelines()) {
            try {
                if (!pipeline.failed()) {
                    pipeline.openSource();
                }
            } catch (RuntimeStartException e) {
                log.error("Pipeline '{}' has failed: {}", pipeline.name(), StartFailures.describe(e));
                pipeline.end(StartFailures.describe(e));
                noteFailure(e);
            }
        }
    }

    /** The journal of a group cannot be read or replayed. */
    private void fail(GroupReplay group, RuntimeException cause) {
        RuntimeException cannotStart = StartFailures.of(cause);
        String reason = StartFailures.describe(cannotStart);
        log.error("The recovery of {} has failed: {}", group, reason, cause);
        group.pipelines().getFirst().end("the recovery has failed: " + reason); // and the others with it
        noteFailure(cannotStart);
    }

    private void noteFailure(RuntimeException next) {
        if (failure == null) {
            failure = next;
        }
    }

    /** For all pipelines that do not run yet, and for those that do: no checkpoint can be taken any more. */
    private void failAll(Throwable e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (stopping) {
            return;
        }
        RuntimeException cannotStart = StartFailures.of(e);
        String reason = StartFailures.describe(cannotStart);
        log.error("The recovery has failed: {}", reason, e);
        pipelines.forEach(pipeline -> pipeline.end("the recovery has failed: " + reason));
        started.completeExceptionally(cannotStart);
    }

    /** Any thread: whether the recovery of any pipeline is complete, so that there can be checkpoints. */
    boolean anyRecovered() {
        return anyRecovered;
    }

    /** Any thread: whether every pipeline has recovered, or failed. */
    boolean over() {
        return over;
    }

    /** Any thread: the runtime stops. A recovery that is not complete ends, and the next start repeats it. */
    void stop() {
        stopping = true;
    }
}
