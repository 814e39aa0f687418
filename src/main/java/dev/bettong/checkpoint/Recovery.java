package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import java.time.Duration;
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
 * Brings back what an earlier run has left, and hands over to normal operation. Each group of pipelines that share state
 * does so by itself: it runs as soon as its own journal is replayed, and one that fails, or whose sink is away, does not
 * keep the others from running.
 *
 * <pre>
 * open the store -> register the states        {@link Durability#start}, before there is a thread of the store
 * verify -> load the last checkpoint -> unsent outputs to the sinks -> journal sync and schedule start
 * for each group: replay -> a checkpoint that has the group -> its sources open
 * </pre>
 *
 * Until that checkpoint, all checkpoints leave the group out: its positions, its states and its saved outputs stay as the
 * last checkpoint has them, and its dead letters wait. So after a crash at any moment its recovery begins anew. Runs on the
 * thread of the store, which does other work between two turns of the replay.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** How long a start waits for the recovery, so that what is wrong with it keeps the application from starting. */
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
    private final CompletableFuture<Void> started = new CompletableFuture<>(); // completed by the thread of the store
    private @Nullable RuntimeException failure; // the first that keeps a group from running; by the thread of the store
    private volatile boolean stopping; // set by any thread that stops the runtime, read by the thread of the store
    private volatile boolean anyRecovered; // set by the thread of the store, read by all
    private volatile boolean over; // set by the thread of the store, read by workers

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
     * Starts, and waits a moment until every pipeline runs.
     *
     * @param schedule called on the thread of the store, once there can be checkpoints
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

    /** The whole order of a recovery. */
    private void recover(Runnable schedule) {
        try {
            pipelines.forEach(pipeline -> pipeline.recovering("reading the data directory"));
            verify();
            restore(loadCheckpoint());
            pipelines.forEach(DurablePipeline::openSinks);
            durability.phases().reached(CheckpointPhase.RECOVERY_BEGUN);
            JournalReplay replay = new JournalReplay(groups(), this::fail);
            warnOfOrphans();
            durability.sync().start(store, durability.lanes(), durability.disk());
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
            if (pipeline == null || !pipeline.restore(each)) {
                log.warn(
                        "Drops {} of pipeline '{}' for sink '{}', never sent: there is no such sink any more",
                        Quantity.of(each.messages().size(), "output"),
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

    private void warnOfOrphans() {
        for (JournalPartition lane : OrphanedLanes.of(pipelines, store)) {
            log.warn(
                    "The journal holds frames of pipeline '{}', which this application does not have; they stay there"
                            + " until it has it again, and until then no entity on disk expires",
                    lane.pipeline());
        }
    }

    /**
     * Takes a turn now, and the next one when the thread has done what else waits for it, until the replay is over.
     *
     * @param turn returns whether there was anything to do
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
            // It is too late: the runtime stops.
        } catch (Throwable e) {
            failAll(e);
        }
    }

    /** With a checkpoint first, so that what comes from now on is never replayed along with what was replayed. */
    private void handOver(List<GroupReplay> complete) throws InterruptedException, ExecutionException {
        boolean replayed = false;
        for (GroupReplay group : complete) {
            checkpointer.replayed(group.positions());
            durability.clock().notBefore(group.lastReadMillis());
            group.pipelines().forEach(DurablePipeline::recovered);
            replayed |= group.entries() > 0;
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
                log.error("Pipeline '{}' has failed: {}", pipeline.name(), describe(e));
                pipeline.end(describe(e));
                met(e);
            }
        }
    }

    /** The journal of a group cannot be read. */
    private void fail(GroupReplay group, StoreException cause) {
        RuntimeException cannotStart = cannotStart(cause);
        String reason = "the recovery has failed: " + describe(cannotStart);
        log.error("Of {}, {}", group, reason, cause);
        group.pipelines().getFirst().end(reason); // and the others with it
        met(cannotStart);
    }

    private void met(RuntimeException next) {
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
        RuntimeException cannotStart = cannotStart(e);
        log.error("The recovery has failed: {}", describe(cannotStart), e);
        pipelines.forEach(pipeline -> pipeline.end("the recovery has failed: " + describe(cannotStart)));
        started.completeExceptionally(cannotStart);
    }

    private static String describe(RuntimeException failure) {
        return failure instanceof RuntimeStartException start
                ? "%s %s".formatted(start.getMessage(), start.action())
                : String.valueOf(failure.getMessage());
    }

    /** The failure as one that keeps the application from starting. */
    private static RuntimeException cannotStart(Throwable e) {
        return switch (e) {
            case StoreException failure ->
                new RuntimeStartException(String.valueOf(failure.getMessage()), failure.action(), failure);
            case RuntimeException failure -> failure;
            default -> new IllegalStateException(e);
        };
    }

    /** Any thread: whether the recovery of any pipeline is complete, so that there can be checkpoints. */
    boolean anyRecovered() {
        return anyRecovered;
    }

    /** Any thread: whether every pipeline has recovered, or failed. */
    boolean over() {
        return over;
    }

    /** Any thread: the runtime stops, and a recovery that is not complete is of no use. */
    void stop() {
        stopping = true;
    }
}
