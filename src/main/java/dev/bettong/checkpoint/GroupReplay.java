package dev.bettong.checkpoint;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Replays the journal for a group of pipelines that share state: hands every entry after the last checkpoint to the worker
 * that now has its partition, in the order of the partition, and no faster than back-pressure allows. Used on the store
 * thread, while the sources of these pipelines are closed.
 */
final class GroupReplay implements AutoCloseable {

    /** Maximum number of entries of a partition that are on the way to its worker. */
    private static final int WINDOW = 64;

    private static final int ENTRIES_BETWEEN_REPORTS = 100;

    private final List<DurablePipeline> pipelines;
    private final PhaseListener phases;
    private final List<PartitionReplay> partitions = new ArrayList<>(); // filled by the constructor
    private final Map<JournalPartition, Long> positions = new HashMap<>();
    private long entries;
    private long lastReadMillis;
    private String waiting = ""; // for which buffers, as last reported

    GroupReplay(List<DurablePipeline> pipelines, Store store, PhaseListener phases) {
        this.pipelines = pipelines;
        this.phases = phases;
        for (DurablePipeline pipeline : pipelines) {
            for (JournalPartition partition : store.partitions()) {
                if (partition.pipeline().equals(pipeline.name())) {
                    JournalReader journal =
                            store.replay(partition, store.manifest().position(partition));
                    partitions.add(new PartitionReplay(partition, pipeline, journal, new Semaphore(WINDOW)));
                }
            }
        }
    }

    /** A partition that is being replayed. */
    private record PartitionReplay(
            JournalPartition partition, DurablePipeline pipeline, JournalReader journal, Semaphore window) {

        boolean handled() {
            return window.availablePermits() == WINDOW;
        }
    }

    /**
     * Hands an entry of each partition to its worker, unless pipeline or worker are full; returns whether there was one.
     *
     * @throws dev.bettong.store.StoreException if the journal cannot be read
     */
    boolean step() {
        boolean moved = false;
        for (PartitionReplay partition : partitions) {
            moved |= next(partition);
        }
        if (!moved) {
            report(blockedBy());
        }
        return moved;
    }

    private boolean next(PartitionReplay replay) {
        if (!replay.journal().hasNext()
                || !replay.pipeline().backpressure().open()
                || !replay.window().tryAcquire()) {
            return false;
        }
        JournalEntry entry = replay.journal().next();
        replay.pipeline().replay(replay.partition(), source(replay, entry), entry, replay.window()::release);
        positions.put(replay.partition(), entry.position());
        lastReadMillis = Math.max(lastReadMillis, entry.timeMillis());
        entries++;
        if (entries % ENTRIES_BETWEEN_REPORTS == 0) {
            waiting = "";
            progress();
            phases.reached(CheckpointPhase.RECOVERY_REPLAYING);
        }
        return true;
    }

    /** The index of the source that read an entry. Entries of format 1 do not name it: pipelines had only one. */
    private static int source(PartitionReplay replay, JournalEntry entry) {
        if (entry.source() == null) {
            return 0;
        }
        int source = replay.pipeline().sources().indexOf(entry.source());
        if (source < 0) {
            throw new RuntimeStartException(
                    "The journal of pipeline '%s' holds frames of the source '%s', which it no longer reads"
                            .formatted(replay.pipeline().name(), entry.source()),
                    "Add the source back, start and cleanly stop the application once, and then remove it.",
                    null);
        }
        return source;
    }

    private String blockedBy() {
        return partitions.stream()
                .filter(partition -> partition.journal().hasNext())
                .flatMap(partition -> partition.pipeline().backpressure().causes().stream())
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

    /** Whether every entry has been replayed and all resulting events have been handled. */
    boolean complete() {
        return partitions.stream().allMatch(partition -> !partition.journal().hasNext() && partition.handled())
                && pipelines.stream().allMatch(DurablePipeline::quiet);
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
        partitions.forEach(partition -> partition.journal().close());
    }
}
