package dev.bettong.checkpoint;

import dev.bettong.checkpoint.DurablePipeline.ReplayEnd;
import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Replays the journal for a group of pipelines that share state: hands every entry after the last checkpoint to the worker
 * that now has its partition, in the order of the partition, and no faster than back-pressure allows. Used on the store
 * thread, while the sources of these pipelines are closed.
 */
final class GroupReplay implements AutoCloseable {

    /** Maximum number of entries of a partition that are on the way to its worker. */
    private static final int WINDOW = 64;

    private static final int ENTRIES_BETWEEN_REPORTS = 100;

    /** How far a worker may be ahead of the others where events bring their time with them, by the time of the reads. */
    private static final long AHEAD_MILLIS = 20;

    /** The same, as long as what the others were given is not known to be handled: to wait for that takes a while. */
    private static final long UNSETTLED_MILLIS = 100;

    private final List<DurablePipeline> pipelines;
    private final Store store;
    private final PhaseListener phases;
    private final List<PartitionReplay> partitions = new ArrayList<>(); // filled by the constructor
    private final Map<JournalPartition, Long> positions = new HashMap<>();
    private @Nullable PartitionReplay ticking; // whose tick may not be handled yet
    private boolean settling;
    private @Nullable CompletableFuture<Void> begun; // completes when the workers have what was saved
    private long entries;
    private long lastReadMillis;
    private String waiting = ""; // for which buffers, as last reported

    GroupReplay(List<DurablePipeline> pipelines, Store store, PhaseListener phases) {
        this.pipelines = pipelines;
        this.store = store;
        this.phases = phases;
        for (DurablePipeline pipeline : pipelines) {
            for (JournalPartition partition : store.partitions()) {
                if (partition.pipeline().equals(pipeline.name())) {
                    JournalReader journal =
                            store.replay(partition, store.manifest().position(partition));
                    partitions.add(new PartitionReplay(partition, pipeline, journal));
                }
            }
        }
    }

    /** A partition that is being replayed. */
    private static final class PartitionReplay {

        final JournalPartition partition;
        final DurablePipeline pipeline;
        final Semaphore window = new Semaphore(WINDOW);
        long unsettledFrom = Long.MAX_VALUE; // time of the first entry whose events may still be on their way
        private final JournalReader journal;
        private @Nullable JournalEntry head; // read, and not handed over

        PartitionReplay(JournalPartition partition, DurablePipeline pipeline, JournalReader journal) {
            this.partition = partition;
            this.pipeline = pipeline;
            this.journal = journal;
        }

        /** The next entry, or {@code null} if there is none. */
        @Nullable
        JournalEntry head() {
            if (head == null && journal.hasNext()) {
                head = journal.next();
            }
            return head;
        }

        void handedOver() {
            head = null;
        }

        boolean handled() {
            return window.availablePermits() == WINDOW;
        }

        void close() {
            journal.close();
        }
    }

    /**
     * Hands an entry of each partition to its worker, unless pipeline or worker are full, or it is not its turn; returns
     * whether there was one. Before the first, timers are set that the last checkpoint has saved.
     *
     * @throws dev.bettong.store.StoreException if the journal or a timer cannot be read
     * @throws RuntimeStartException if a timer has a key of a class that is no longer there
     */
    boolean step() {
        if (!begun().isDone()) {
            return false;
        }
        settling = false;
        boolean moved = false;
        for (PartitionReplay partition : partitions) {
            moved |= next(partition);
        }
        if (!moved) {
            report(blockedBy());
        }
        return moved;
    }

    private CompletableFuture<Void> begun() {
        CompletableFuture<Void> all = begun;
        if (all == null) {
            all = CompletableFuture.allOf(pipelines.stream()
                    .map(pipeline -> pipeline.beginReplay(store))
                    .toArray(CompletableFuture<?>[]::new));
            begun = all;
        }
        return all;
    }

    private boolean next(PartitionReplay replay) {
        JournalEntry entry = replay.head();
        if (entry == null
                || !inOrder(replay, entry)
                || !replay.pipeline.backpressure().open()
                || !replay.window.tryAcquire()) {
            return false;
        }
        replay.handedOver();
        if (isTimed(entry)) {
            replay.unsettledFrom = Math.min(replay.unsettledFrom, entry.timeMillis());
        }
        if (isTick(entry)) {
            ticking = replay;
        }
        replay.pipeline.replay(replay.partition, source(replay, entry), entry, replay.window::release);
        positions.put(replay.partition, entry.position());
        lastReadMillis = Math.max(lastReadMillis, entry.timeMillis());
        entries++;
        if (entries % ENTRIES_BETWEEN_REPORTS == 0) {
            waiting = "";
            progress();
            phases.reached(CheckpointPhase.RECOVERY_REPLAYING);
        }
        return true;
    }

    /**
     * Whether it is the turn of an entry. A tick keeps its place in time among the reads of all workers: those before it are
     * handled first, wherever their events go, and those after it wait. Without that, timers would fire that an event, which
     * another worker had read, had cleared in time. Where events bring their time with them, what another worker had read is
     * handled before what was read somewhat later, or its events would be late.
     */
    private boolean inOrder(PartitionReplay replay, JournalEntry entry) {
        if (ticking != null) {
            if (!ticking.handled()) {
                settling = true;
                return false;
            }
            ticking = null;
        }
        boolean tick = isTick(entry);
        boolean timed = isTimed(entry);
        boolean settles = tick; // or it waits until all before it has been handled
        for (PartitionReplay other : partitions) {
            JournalEntry theirs = other.head();
            if (theirs != null && (tick || isTick(theirs)) && theirs.timeMillis() < entry.timeMillis()) {
                return false;
            }
            if (theirs != null && timed && theirs.timeMillis() < entry.timeMillis() - AHEAD_MILLIS) {
                return false;
            }
            if (timed && !other.equals(replay) && other.unsettledFrom < entry.timeMillis() - UNSETTLED_MILLIS) {
                settles = true;
            }
        }
        boolean waits = settles && !settled();
        settling |= waits;
        return !waits;
    }

    /** Whether everything that was handed over has been handled, wherever its events go. */
    private boolean settled() {
        boolean settled = partitions.stream().allMatch(PartitionReplay::handled) && quiet();
        if (settled) {
            partitions.forEach(partition -> partition.unsettledFrom = Long.MAX_VALUE);
        }
        return settled;
    }

    /** Whether the last step has found that something has to be handled before anything else: that does not take long. */
    boolean settling() {
        return settling;
    }

    /** Whether the events of an entry bring their time with them, which the events of other workers must not be behind. */
    private static boolean isTimed(JournalEntry entry) {
        List<JournalRecord> records = entry.records();
        return records.getFirst() instanceof JournalRecord.OfStream
                || (records.size() > 1 && records.get(1) instanceof JournalRecord.OfStream);
    }

    private static boolean isTick(JournalEntry entry) {
        return entry.records().getFirst() instanceof JournalRecord.Tick;
    }

    /** The index of the source that read an entry. Entries of format 1 do not name it: pipelines had only one. */
    private static int source(PartitionReplay replay, JournalEntry entry) {
        if (entry.source() == null) {
            return 0;
        }
        int source = replay.pipeline.sources().indexOf(entry.source());
        if (source < 0) {
            throw new RuntimeStartException(
                    "The journal of pipeline '%s' holds frames of the source '%s', which it no longer reads"
                            .formatted(replay.pipeline.name(), entry.source()),
                    "Add the source back, start and cleanly stop the application once, and then remove it.",
                    null);
        }
        return source;
    }

    private String blockedBy() {
        return partitions.stream()
                .filter(partition -> partition.head() != null)
                .flatMap(partition -> partition.pipeline.backpressure().causes().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
    }

    private void report(String blockedBy) {
        if (!blockedBy.equals(waiting)) {
            waiting = blockedBy;
            progress();
        }
    }

    private void progress() {
        String replayed = "replaying the journal, %s so far".formatted(Quantity.of(entries, "read"));
        String progress = waiting.isEmpty() ? replayed : replayed + "; full: " + waiting;
        pipelines.forEach(pipeline -> pipeline.recovering(progress));
    }

    /**
     * Whether every entry has been replayed, all resulting events have been handled, and what ends with the run before has
     * ended.
     */
    boolean complete() {
        return begun != null
                && begun.isDone()
                && partitions.stream().allMatch(partition -> partition.head() == null && partition.handled())
                && quiet()
                && pipelines.stream().allMatch(pipeline -> pipeline.endReplay() != ReplayEnd.GOES_ON)
                && quiet();
    }

    private boolean quiet() {
        return pipelines.stream().allMatch(DurablePipeline::quiet);
    }

    /** Whether a checkpoint is needed, so that no later recovery does the same again. */
    boolean changed() {
        return entries > 0 || pipelines.stream().anyMatch(pipeline -> pipeline.endReplay() == ReplayEnd.CHANGED);
    }

    /** Whether the group has failed: its pipelines fail together. */
    boolean failed() {
        return pipelines.stream().anyMatch(DurablePipeline::failed);
    }

    List<DurablePipeline> pipelines() {
        return pipelines;
    }

    /** Positions of the last entries that were replayed. */
    Map<JournalPartition, Long> positions() {
        return positions;
    }

    /** When the latest of them was read, by the clock of the journal in milliseconds since 1970; 0 if there is none. */
    long lastReadMillis() {
        return lastReadMillis;
    }

    /** Reads that were replayed. */
    long entries() {
        return entries;
    }

    @Override
    public String toString() {
        return pipelines.stream()
                .map(pipeline -> "'%s'".formatted(pipeline.name()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        partitions.forEach(PartitionReplay::close);
    }
}
