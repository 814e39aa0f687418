package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.store.Manifest;
import dev.bettong.worker.Worker;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of all workers, taken at one point between their reads, and the queue on which their entities follow.
 * Filled by the workers; complete when the {@link CheckpointBarrier} returns it.
 */
final class Cut {

    private final SnapshotTaker taker;
    private final Queue<WorkerSnapshot> snapshots = new ConcurrentLinkedQueue<>(); // filled by the workers
    private final SliceQueue slices = new SliceQueue();
    private SnapshotTaker.@Nullable LeftOut leftOut; // set by the first worker; guarded by this

    Cut(SnapshotTaker taker) {
        this.taker = taker;
    }

    /** Event loop of the worker: takes its snapshot. */
    void take(Worker worker) {
        snapshots.add(taker.take(worker, leftOut()));
    }

    /** Determined before the first worker resumes: a pipeline that fails later is in this checkpoint as a whole. */
    private synchronized SnapshotTaker.LeftOut leftOut() {
        if (leftOut == null) {
            leftOut = taker.leftOut();
        }
        return leftOut;
    }

    /** The entities, as the workers encode them. */
    SliceQueue slices() {
        return slices;
    }

    /** Names of the pipelines that had failed by the cut. */
    Set<String> failed() {
        return leftOut().failed();
    }

    /** Names of the pipelines that are not in it: they had failed, or had not recovered. */
    Set<String> without() {
        return leftOut().all();
    }

    /** Positions of the last journal entries that the state includes. */
    Map<JournalPartition, Long> positions() {
        Map<JournalPartition, Long> positions = new HashMap<>();
        snapshots.forEach(snapshot -> positions.putAll(snapshot.positions()));
        return positions;
    }

    /** Whether the last checkpoint has all positions. */
    boolean positionsIn(Manifest last) {
        return positions().entrySet().stream().allMatch(entry -> last.position(entry.getKey()) == entry.getValue());
    }

    /** What the sinks had not sent. */
    List<UnsentOutputs> outputs() {
        return snapshots.stream()
                .flatMap(snapshot -> snapshot.outputs().stream())
                .toList();
    }

    /** Dead letters since the cut before; they have no number yet. */
    List<DeadLetter> letters() {
        return snapshots.stream()
                .flatMap(snapshot -> snapshot.letters().stream())
                .toList();
    }

    /** Counts the dead letters that had to be dropped since the cut before. */
    void countDropped(DroppedDeadLetters counts) {
        for (WorkerSnapshot snapshot : snapshots) {
            snapshot.droppedLetters().forEach((pipeline, dropped) -> counts.add(pipeline, dropped, "buffer-size"));
        }
    }

    /** Everything that was read before this time is in the checkpoint; by the steady clock. */
    Instant at() {
        return Instant.ofEpochMilli(
                snapshots.stream().mapToLong(WorkerSnapshot::fromMillis).min().orElse(0));
    }
}
