package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.JournalReader;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings back what an earlier run has left. Each group of pipelines that share state does so by itself: it runs as soon as
 * its own journal is replayed, and one that fails, or whose sink is away, does not keep the others from running.
 *
 * <pre>
 * begin: verify -> entities of the last checkpoint -> unsent outputs to the sinks
 * turn, for each group: replay -> a checkpoint that has the group -> its sources open
 * </pre>
 *
 * Until that checkpoint, all checkpoints leave the group out: its positions, its states and its saved outputs stay as the
 * last checkpoint has them, and its dead letters wait. So a crash at any moment begins its recovery anew. Used on the
 * thread of the store, which has other things to do between two turns.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** How long a turn goes on at most: whoever asks the thread of the store waits for so long. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Store store;
    private final List<DurablePipeline> pipelines;
    private final Durability durability;
    private final Checkpointer checkpointer;
    private final DiskRetry diskRetry;
    private final CheckpointTrigger trigger;
    private final List<GroupReplay> replays = new ArrayList<>(); // of the groups that have not recovered
    private @Nullable RuntimeException failure; // the first that a group has met

    Recovery(
            Store store,
            List<DurablePipeline> pipelines,
            Durability durability,
            Checkpointer checkpointer,
            CheckpointTrigger trigger,
            DiskRetry diskRetry) {
        this.store = store;
        this.pipelines = pipelines;
        this.durability = durability;
        this.checkpointer = checkpointer;
        this.diskRetry = diskRetry;
        this.trigger = trigger;
    }

    /**
     * What has to be done before any group can recover.
     *
     * @throws StoreException if the store cannot be read, and waiting does not help
     */
    void begin() {
        pipelines.forEach(pipeline -> pipeline.recovering("reading the data directory"));
        if (durability.settings().verifyAlways() || !store.stoppedCleanly()) {
            store.verify();
        }
        List<SavedOutputs> outputs = new ArrayList<>();
        diskRetry.until(() -> outputs.addAll(store.recover()));
        checkpointer.restored(outputs);
        restore(outputs);
        durability.phases().reached(CheckpointPhase.RECOVERY_BEGUN);
        for (List<DurablePipeline> group : new StateSharing(pipelines).groups()) {
            replays.add(new GroupReplay(group, store, durability.phases()));
        }
        reportOrphans();
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
        pipelines.forEach(pipeline -> pipeline.openSinks());
    }

    private void reportOrphans() {
        List<String> names = pipelines.stream().map(DurablePipeline::name).toList();
        for (JournalPartition lane : store.lanes()) {
            if (names.contains(lane.pipeline())) {
                continue;
            }
            try (JournalReader orphans = store.replay(lane, store.manifest().position(lane))) {
                if (orphans.hasNext()) {
                    log.warn(
                            "The journal holds frames of pipeline '{}', which this application does not have; they stay"
                                    + " there until it has it again, and until then no entity on disk expires",
                            lane.pipeline());
                }
            }
        }
    }

    /**
     * Replays for a moment, and has those groups run whose journal is replayed.
     *
     * @return whether there was anything to do
     * @throws StoreException if the checkpoint that they need cannot be written, and waiting does not help
     */
    boolean turn() throws InterruptedException, ExecutionException {
        boolean moved = replay();
        List<GroupReplay> complete = new ArrayList<>();
        for (GroupReplay group : List.copyOf(replays)) {
            if (group.failed()) {
                leave(group);
            } else if (completed(group)) {
                leave(group);
                complete.add(group);
            }
        }
        if (complete.isEmpty()) {
            return moved;
        }
        durability.phases().reached(CheckpointPhase.RECOVERY_REPLAYED);
        join(complete);
        return true;
    }

    /** Until the turn is over, or nothing moves since a group is complete. */
    private boolean replay() {
        boolean moved = false;
        long end = System.nanoTime() + TURN_NANOS;
        while (System.nanoTime() - end < 0) {
            boolean step = false;
            for (GroupReplay group : replays) {
                step |= step(group);
            }
            moved |= step;
            if (!step && replays.stream().anyMatch(this::completed)) {
                break;
            }
            if (!step) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        return moved;
    }

    private boolean step(GroupReplay group) {
        try {
            return !group.failed() && group.step();
        } catch (StoreException | RuntimeStartException e) {
            fail(group, e);
            return false;
        }
    }

    private boolean completed(GroupReplay group) {
        try {
            return group.complete();
        } catch (StoreException e) {
            fail(group, e);
            return false;
        }
    }

    private void leave(GroupReplay group) {
        replays.remove(group);
        group.close();
    }

    /** With a checkpoint first, so that what comes from now on is never replayed along with what was replayed. */
    private void join(List<GroupReplay> complete) throws InterruptedException, ExecutionException {
        boolean replayed = false;
        for (GroupReplay group : complete) {
            checkpointer.replayed(group.positions());
            durability.clock().notBefore(group.lastReadMillis());
            group.pipelines().forEach(DurablePipeline::recovered);
            replayed |= group.entries() > 0;
        }
        try {
            if (replayed) {
                commit();
            }
            complete.forEach(this::open);
        } finally {
            checkpointer.apply();
        }
    }

    /** A worker that is slow to return from a function only delays this. */
    private void commit() throws InterruptedException, ExecutionException {
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

    /** Opens the sources of a group, all or none: its pipelines fail together. */
    private void open(GroupReplay group) {
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
                note(e);
            }
        }
    }

    private void fail(GroupReplay group, RuntimeException cause) {
        RuntimeException cannotStart = cannotStart(cause);
        String reason = "the recovery has failed: " + describe(cannotStart);
        log.error("Of {}, {}", group, reason, cause);
        group.pipelines().getFirst().end(reason); // and the others with it
        note(cannotStart);
    }

    private void note(RuntimeException met) {
        if (failure == null) {
            failure = met;
        }
    }

    /** Whether every group has recovered, or failed. */
    boolean over() {
        return replays.isEmpty();
    }

    /** What kept a group from running, the first if there are several; {@code null} if nothing has. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }

    static String describe(RuntimeException failure) {
        return failure instanceof RuntimeStartException start
                ? "%s %s".formatted(start.getMessage(), start.action())
                : String.valueOf(failure.getMessage());
    }

    /** The failure as one that keeps the application from starting. */
    static RuntimeException cannotStart(Throwable e) {
        return switch (e) {
            case StoreException failure ->
                new RuntimeStartException(String.valueOf(failure.getMessage()), failure.action(), failure);
            case RuntimeException failure -> failure;
            default -> new IllegalStateException(e);
        };
    }
}
