package dev.bettong.checkpoint;

import dev.bettong.input.SteadyClock;
import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.CheckpointWriter;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes checkpoints: all workers pass a barrier and take their snapshots; while they continue to work, what has changed is
 * saved; one small write makes the checkpoint valid.
 *
 * <pre>
 * cut -> save entities -> save outputs -> commit -> apply
 *  |          |     '-> nothing new: ends here
 *  '----------'-> abandoned: the next checkpoint has the same changes
 * </pre>
 *
 * Used on the store thread, one checkpoint at a time.
 */
final class Checkpointer {

    private final Store store;
    private final List<Worker> workers;
    private final List<EntityEncoder> encoders; // by worker
    private final DiskRetry diskRetry;
    private final CheckpointBarrier barrier;
    private final CutTimeout timeout;
    private final EntitySaver entitySaver;
    private final PhaseListener phases;
    private final DurabilityMetrics metrics;
    private final SteadyClock clock;
    private final DroppedDeadLetters droppedLetters;
    private final SavedOutputCounts savedOutputs = new SavedOutputCounts();
    private final List<DeadLetter> letters = new ArrayList<>(); // that no checkpoint has, also those of one that failed
    private final Map<JournalPartition, Long> replayed = new HashMap<>(); // until a checkpoint has it
    private boolean halfway;
    private @Nullable CheckpointWriter committed; // until it is applied
    private volatile Checkpoints.Checkpoint last; // by the steady clock; by the store thread, read by all
    private volatile Instant lookedAt; // written by the store thread, read by scrapes

    Checkpointer(
            Store store,
            List<Worker> workers,
            Durability durability,
            DiskRetry diskRetry,
            CheckpointBarrier barrier,
            CutTimeout timeout) {
        this.store = store;
        this.workers = workers;
        this.encoders = durability.encoders();
        this.diskRetry = diskRetry;
        this.barrier = barrier;
        this.timeout = timeout;
        this.phases = durability.phases();
        this.entitySaver = new EntitySaver(workers, diskRetry, phases, timeout);
        this.metrics = durability.metrics();
        this.clock = durability.clock();
        this.droppedLetters = durability.droppedLetters();
        this.last = new Checkpoints.Checkpoint(
                store.manifest().checkpoint(), store.manifest().cutAt(), Duration.ZERO, 0);
        this.lookedAt = clock.instant();
    }

    /** Any thread: everything that was read before this time is in a checkpoint; by the steady clock. */
    Instant lookedAt() {
        return lookedAt;
    }

    /** Any thread: the last checkpoint, dated by the system clock. */
    Checkpoints.Checkpoint last() {
        Checkpoints.Checkpoint known = last;
        return new Checkpoints.Checkpoint(
                known.number(), clock.reading().toWall(known.at()), known.duration(), known.entities());
    }

    /** Before the first checkpoint: sets the outputs that were unsent at the last checkpoint of the previous run. */
    void restored(List<SavedOutputs> outputs) {
        savedOutputs.restored(outputs);
    }

    /**
     * After a replay: the state includes the journal up to these positions, also in partitions that no worker writes any
     * more.
     */
    void replayed(Map<JournalPartition, Long> positions) {
        replayed.putAll(positions);
    }

    /**
     * Takes a checkpoint, unless nothing has happened since the last one.
     *
     * @throws StateAccessException if an entity cannot be encoded; then nothing has been changed
     * @throws CheckpointAbandonedException if a worker does not return from a function in time; likewise
     * @throws dev.bettong.store.StoreException if it cannot be written, and waiting does not help
     */
    void take() throws InterruptedException, ExecutionException {
        commit();
        apply();
    }

    /** The first half of {@link #take}: when it returns, a recovery begins at this checkpoint. */
    void commit() throws InterruptedException, ExecutionException {
        if (halfway) {
            throw new IllegalStateException("an earlier checkpoint has stopped halfway; a restart begins before it");
        }
        halfway = true; // from the cut on, what has changed is known to this checkpoint only
        long begun = System.nanoTime();
        Cut cut = cut();
        CheckpointWriter writer = store.checkpoint(store.manifest().checkpoint() + 1);
        EntitySaver.Result saved = entitySaver.save(cut.slices(), writer);
        RuntimeException failure = saved.failure();
        if (failure != null) {
            abandon(writer);
            throw failure;
        }
        timeout.reset();
        if (nothingNew(cut, saved)) {
            finish();
            lookedAt = cut.at();
            return;
        }
        saveOutputs(cut, writer);
        commit(cut, writer);
        Duration duration = Duration.ofNanos(System.nanoTime() - begun);
        last = new Checkpoints.Checkpoint(store.manifest().checkpoint(), cut.at(), duration, saved.entities());
        lookedAt = cut.at();
        metrics.saved(last);
        phases.reached(CheckpointPhase.CHECKPOINT_COMMITTED);
    }

    private Cut cut() throws InterruptedException, ExecutionException {
        Cut cut;
        try {
            cut = barrier.pass();
        } catch (CheckpointAbandonedException e) {
            halfway = false; // no worker has passed
            throw e;
        }
        // The next start replays what had failed by then, and makes its letters again.
        Set<String> failed = cut.failed();
        letters.removeIf(letter -> failed.contains(letter.pipeline()));
        replayed.keySet().removeIf(partition -> failed.contains(partition.pipeline()));
        letters.addAll(cut.letters());
        cut.countDropped(droppedLetters);
        phases.reached(CheckpointPhase.CHECKPOINT_CUT);
        return cut;
    }

    private void abandon(CheckpointWriter writer) {
        diskRetry.until(writer::abandon);
        onEach(worker -> {
            encoders.get(worker.index()).cancel();
            worker.entities().giveBack();
        });
        halfway = false;
    }

    private boolean nothingNew(Cut cut, EntitySaver.Result saved) {
        return saved.entities() == 0
                && savedOutputs.has(cut)
                && cut.positionsIn(store.manifest())
                && replayed.isEmpty()
                && letters.isEmpty();
    }

    private void saveOutputs(Cut cut, CheckpointWriter writer) {
        for (UnsentOutputs outputs : cut.outputs()) {
            diskRetry.until(
                    () -> writer.saveOutputs(outputs.pipeline(), outputs.sink(), outputs.worker(), outputs.messages()));
        }
        diskRetry.until(() -> writer.keepOutputs(cut.without()));
        phases.reached(CheckpointPhase.CHECKPOINT_SAVED);
    }

    private void commit(Cut cut, CheckpointWriter writer) {
        Map<JournalPartition, Long> positions = new HashMap<>(replayed);
        positions.putAll(cut.positions());
        diskRetry.until(() -> writer.commit(positions, cut.at(), letters));
        committed = writer;
        replayed.clear();
        letters.clear();
        savedOutputs.committed(cut);
        cut.outputs().forEach(outputs -> outputs.whenSaved().run());
    }

    /**
     * The second half of {@link #take}: moves the entities to where they are read. Does nothing if nothing was committed.
     */
    void apply() {
        CheckpointWriter writer = committed;
        if (writer == null) {
            return;
        }
        diskRetry.until(writer::apply);
        committed = null;
        finish();
        phases.reached(CheckpointPhase.CHECKPOINT_APPLIED);
    }

    private void finish() {
        onEach(worker -> worker.entities().saved());
        halfway = false;
    }

    private void onEach(Consumer<Worker> action) {
        for (Worker worker : workers) {
            worker.loop().execute(() -> action.accept(worker));
        }
    }
}
