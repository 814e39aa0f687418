package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.CheckpointWriter;
import dev.bettong.store.EntitySlice;
import dev.bettong.store.Manifest;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.worker.QuiescePoint;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes checkpoints: a short standstill of the workers, in which each cuts its states; then, while they work on, what has
 * changed goes to the store; one small write makes it count.
 *
 * <p>Used on the thread of the store, one checkpoint at a time.
 */
final class Checkpointer {

    /** Slices under way from the workers to the store, above which workers wait before they encode more. */
    private static final int MAX_SLICES = 16;

    private static final int MAX_DOUBLINGS = 6;

    private final Store store;
    private final List<Worker> workers;
    private final List<EntityEncoder> encoders; // by worker
    private final SnapshotTaker snapshots;
    private final DiskRetry diskRetry;
    private final PhaseListener phases;
    private final DurabilityMetrics metrics;
    private final SteadyClock clock;
    private final List<DeadLetter> letters = new ArrayList<>(); // of a checkpoint that failed, too
    private final Map<JournalPartition, Long> replayed = new HashMap<>(); // until a checkpoint has it
    private final Map<SinkConnection, Long> savedOutputs =
            new HashMap<>(); // messages; they only become fewer until something is handled
    private boolean halfway;
    private @Nullable CheckpointWriter committed; // until it is applied
    private final Duration cutTimeout;
    private final IntFunction<String> place;
    private int abandoned; // checkpoints in a row
    private volatile Checkpoints.Checkpoint
            last; // by the steady clock; written by the thread of the store, read by all
    private volatile Instant lookedAt; // written by the thread of the store, read by scrapes
    private final DroppedDeadLetters droppedLetters;

    /**
     * Prepares it.
     *
     * @param place describes a worker by its number, and where it is
     */
    Checkpointer(
            Store store,
            SnapshotTaker snapshots,
            List<Worker> workers,
            Durability durability,
            DiskRetry diskRetry,
            IntFunction<String> place) {
        this.store = store;
        this.cutTimeout = durability.settings().cutTimeout();
        this.place = place;
        this.snapshots = snapshots;
        this.workers = workers;
        this.encoders = durability.encoders();
        this.diskRetry = diskRetry;
        this.phases = durability.phases();
        this.metrics = durability.metrics();
        this.droppedLetters = durability.droppedLetters();
        this.clock = durability.clock();
        this.last = new Checkpoints.Checkpoint(
                store.manifest().checkpoint(), store.manifest().cutAt(), Duration.ZERO, 0);
        this.lookedAt = clock.instant();
    }

    /** Any thread: when it was seen last that everything up to then is in a checkpoint, by the steady clock. */
    Instant lookedAt() {
        return lookedAt;
    }

    /** Any thread: the last checkpoint, dated by the system clock. */
    Checkpoints.Checkpoint last() {
        Checkpoints.Checkpoint known = last;
        return new Checkpoints.Checkpoint(
                known.number(), clock.reading().toWall(known.at()), known.duration(), known.entities());
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
            throw new IllegalStateException("an earlier checkpoint has stopped half-way; a restart begins before it");
        }
        halfway = true; // from the cut on, what has changed is known to this checkpoint only
        long begun = System.nanoTime();
        Cut cut = cut();
        phases.reached(CheckpointPhase.CHECKPOINT_CUT);
        CheckpointWriter writer = store.checkpoint(store.manifest().checkpoint() + 1);
        Throwable failure = save(cut, writer);
        if (failure != null) {
            diskRetry.until(writer::abandon);
            onEach(worker -> {
                encoders.get(worker.index()).cancel();
                worker.entities().giveBack();
            });
            halfway = false;
            throw switch (failure) {
                case StateAccessException unusable -> unusable;
                case CheckpointAbandonedException late -> late;
                default -> new IllegalStateException(failure);
            };
        }
        abandoned = 0;
        if (cut.nothingNew(store.manifest(), without(savedOutputs, cut)) && replayed.isEmpty() && letters.isEmpty()) {
            onEach(worker -> worker.entities().saved());
            halfway = false;
            lookedAt = cut.at();
            return;
        }
        for (UnsentOutputs outputs : cut.outputs()) {
            diskRetry.until(
                    () -> writer.saveOutputs(outputs.pipeline(), outputs.sink(), outputs.worker(), outputs.messages()));
        }
        Set<String> unrecovered = cut.leftOut(snapshots).unrecovered();
        diskRetry.until(() -> writer.keepOutputs(unrecovered));
        phases.reached(CheckpointPhase.CHECKPOINT_SAVED);
        Map<JournalPartition, Long> positions = new HashMap<>(replayed);
        positions.putAll(cut.positions());
        diskRetry.until(() -> writer.commit(positions, cut.at(), letters));
        last = new Checkpoints.Checkpoint(
                store.manifest().checkpoint(), cut.at(), Duration.ofNanos(System.nanoTime() - begun), cut.entities);
        lookedAt = cut.at();
        metrics.saved(last);
        replayed.clear();
        letters.clear();
        savedOutputs.keySet().removeIf(connection -> !unrecovered.contains(connection.pipeline()));
        savedOutputs.putAll(cut.unsent());
        committed = writer;
        phases.reached(CheckpointPhase.CHECKPOINT_COMMITTED);
    }

    private Map<SinkConnection, Long> without(Map<SinkConnection, Long> outputs, Cut cut) {
        Set<String> unrecovered = cut.leftOut(snapshots).unrecovered();
        Map<SinkConnection, Long> others = new HashMap<>(outputs);
        others.keySet().removeIf(connection -> unrecovered.contains(connection.pipeline()));
        return others;
    }

    /** The second half of {@link #take}: puts the entities where they are read. Does nothing if nothing was committed. */
    void apply() {
        CheckpointWriter writer = committed;
        if (writer == null) {
            return;
        }
        diskRetry.until(writer::apply);
        committed = null;
        onEach(worker -> worker.entities().saved());
        halfway = false;
        phases.reached(CheckpointPhase.CHECKPOINT_APPLIED);
    }

    /** Before the first checkpoint: what was not sent at the last one of an earlier run. */
    void restored(List<SavedOutputs> outputs) {
        for (SavedOutputs saved : outputs) {
            savedOutputs.merge(
                    new SinkConnection(saved.pipeline(), saved.sink(), saved.worker()),
                    (long) saved.messages().size(),
                    Long::sum);
        }
    }

    /** After a replay: the state reflects these positions, too, also those of lanes that nobody writes to any more. */
    void replayed(Map<JournalPartition, Long> positions) {
        replayed.putAll(positions);
    }

    private record SinkConnection(String pipeline, String sink, int worker) {}

    /** All that the workers have cut, at one point between their reads. */
    private static final class Cut {

        private final Queue<WorkerSnapshot> snapshots = new ConcurrentLinkedQueue<>(); // filled by the workers
        private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>(); // filled by the workers
        private final AtomicInteger slices =
                new AtomicInteger(); // in parts; counted by the workers and the store's thread
        private long entities; // by the store's thread
        private SnapshotTaker.@Nullable LeftOut leftOut; // set by the first worker

        /** As it was before the first worker went on; a pipeline that fails later is in this checkpoint as a whole. */
        synchronized SnapshotTaker.LeftOut leftOut(SnapshotTaker all) {
            if (leftOut == null) {
                leftOut = all.leftOut();
            }
            return leftOut;
        }

        Map<JournalPartition, Long> positions() {
            Map<JournalPartition, Long> positions = new HashMap<>();
            snapshots.forEach(share -> positions.putAll(share.positions()));
            return positions;
        }

        List<UnsentOutputs> outputs() {
            return snapshots.stream().flatMap(share -> share.outputs().stream()).toList();
        }

        /** By the steady clock. */
        Instant at() {
            return Instant.ofEpochMilli(snapshots.stream()
                    .mapToLong(WorkerSnapshot::fromMillis)
                    .min()
                    .orElse(0));
        }

        Map<SinkConnection, Long> unsent() {
            return outputs().stream()
                    .collect(Collectors.groupingBy(
                            unsent -> new SinkConnection(unsent.pipeline(), unsent.sink(), unsent.worker()),
                            Collectors.summingLong(UnsentOutputs::count)));
        }

        boolean nothingNew(Manifest before, Map<SinkConnection, Long> savedOutputs) {
            return entities == 0
                    && unsent().equals(savedOutputs)
                    && positions().entrySet().stream()
                            .allMatch(entry -> before.position(entry.getKey()) == entry.getValue());
        }
    }

    /** What a worker hands over while it encodes. */
    private sealed interface Part {

        record Slice(EntitySlice entities) implements Part {}

        record Done(int worker) implements Part {}

        record Failed(int worker, Throwable failure) implements Part {}
    }

    private Cut cut() throws InterruptedException, ExecutionException {
        Cut cut = new Cut();
        QuiescePoint quiescePoint = diskRetry.quiescePoint();
        CompletableFuture<Void> passed = quiescePoint.pass(worker -> {
            cut.snapshots.add(snapshots.take(worker, cut.leftOut(snapshots)));
            encoders.get(worker.index()).begin(worker.entities(), new Handover(cut, worker.index()));
        });
        Duration timeout = timeout();
        try {
            passed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            List<Integer> missing = quiescePoint.missing();
            if (quiescePoint.abandon()) {
                halfway = false;
                throw abandoned(timeout, missing);
            }
            passed.get(); // all have arrived
        }
        // What had failed by then begins anew with the next start, and so makes its letters again.
        Set<String> failed = cut.leftOut(snapshots).failed();
        letters.removeIf(letter -> failed.contains(letter.pipeline()));
        replayed.keySet().removeIf(lane -> failed.contains(lane.pipeline()));
        for (WorkerSnapshot share : cut.snapshots) {
            letters.addAll(share.letters());
            share.droppedLetters().forEach((pipeline, dropped) -> droppedLetters.add(pipeline, dropped, "buffer-size"));
        }
        return cut;
    }

    /**
     * A worker that is slow, but returns, must come to its checkpoint in the end: each one that is abandoned gives the next
     * twice the time.
     */
    private Duration timeout() {
        return cutTimeout.multipliedBy(1L << Math.min(abandoned, MAX_DOUBLINGS));
    }

    private CheckpointAbandonedException abandoned(Duration waited, List<Integer> missing) {
        abandoned++;
        return new CheckpointAbandonedException(
                waited, missing.stream().map(place::apply).toList());
    }

    /** Writes what the workers encode; returns why one of them could not, or {@code null}. */
    private @Nullable Throwable save(Cut cut, CheckpointWriter writer) throws InterruptedException {
        Throwable failure = null;
        Set<Integer> working = workers.stream().map(Worker::index).collect(Collectors.toCollection(TreeSet::new));
        Duration timeout = timeout();
        while (!working.isEmpty()) {
            Part next = cut.parts.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (next == null) { // it hangs in a function that it has entered after the cut
                return failure == null ? abandoned(timeout, List.copyOf(working)) : failure;
            }
            switch (next) {
                case Part.Slice slice -> {
                    cut.slices.decrementAndGet();
                    if (failure == null && slice.entities().count() > 0) {
                        cut.entities += slice.entities().count();
                        diskRetry.until(() -> writer.save(slice.entities()));
                        phases.reached(CheckpointPhase.CHECKPOINT_SAVING);
                    }
                }
                case Part.Done done -> working.remove(done.worker());
                case Part.Failed failed -> {
                    failure = failed.failure();
                    working.remove(failed.worker());
                }
            }
        }
        return failure;
    }

    private void onEach(Consumer<Worker> action) {
        for (Worker worker : workers) {
            worker.loop().execute(() -> action.accept(worker));
        }
    }

    /** A worker's end of the way to the store. */
    private record Handover(Cut cut, int worker) implements EntityEncoder.Receiver {

        @Override
        public boolean hasRoom() {
            return cut.slices.get() < MAX_SLICES;
        }

        @Override
        public void slice(EntitySlice slice) {
            cut.slices.incrementAndGet();
            cut.parts.add(new Part.Slice(slice));
        }

        @Override
        public void done() {
            cut.parts.add(new Part.Done(worker));
        }

        @Override
        public void failed(Throwable failure) {
            cut.parts.add(new Part.Failed(worker, failure));
        }
    }
}
