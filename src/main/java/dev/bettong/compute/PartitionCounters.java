package dev.bettong.compute;

/**
 * Counts the events that one worker has assigned to each partition of a partitioning.
 *
 * <p>Plain fields: the worker writes them, others read them and may see them late.
 */
public final class PartitionCounters {

    private final String partitioning;
    private final long[] events;

    PartitionCounters(String partitioning, int partitions) {
        this.partitioning = partitioning;
        this.events = new long[partitions];
    }

    /** Name of the step that assigns events to partitions. */
    public String partitioning() {
        return partitioning;
    }

    public int partitions() {
        return events.length;
    }

    void count(int partition) {
        events[partition]++;
    }

    /** Events assigned to a partition so far. */
    public long events(int partition) {
        return events[partition];
    }
}
