package dev.bettong.skew;

import java.util.List;

/**
 * Counts the events that one worker has assigned to each partition of a partitioning, and, of a sample, those of the keys
 * that come most often.
 *
 * <p>Plain fields: the worker writes them, others read the events and may see them late. The keys and the load of late are
 * seen through {@link #load}, which the worker renews.
 */
public final class PartitionCounters {

    /** Events that are looked at in a second, about: enough for shares, and far below a thousandth of the time. */
    private static final int SAMPLES = 1024;

    /** Never more than one event in so many, or the compiler would take this for the usual way of an event. */
    private static final int MIN_STRIDE = 5;

    private static final int FIRST_STRIDE = 64;
    private static final int MAX_STRIDE = 1024;

    private final String partitioning;
    private final long[] events;
    private final long[] loaded; // events at the last renewal
    private final long[] recent;
    private final HotKeys keys = new HotKeys();
    private int stride = FIRST_STRIDE; // one event in so many is looked at, on average
    private int taken; // of the sample, since the stride was chosen
    private int skip = FIRST_STRIDE; // events until the next of the sample, itself included
    private int random = 1; // never 0
    private long samples; // of late
    private volatile PartitionLoad load = PartitionLoad.NONE; // written by the worker, read by all

    public PartitionCounters(String partitioning, int partitions) {
        this.partitioning = partitioning;
        this.events = new long[partitions];
        this.loaded = new long[partitions];
        this.recent = new long[partitions];
    }

    /** Name of the step that assigns events to partitions. */
    public String partitioning() {
        return partitioning;
    }

    public int partitions() {
        return events.length;
    }

    public void count(int partition, Object key) {
        events[partition]++;
        if (--skip == 0) {
            sample(partition, key);
        }
    }

    private void sample(int partition, Object key) {
        samples++;
        try {
            keys.add(key, partition, stride);
        } catch (Throwable broken) {
            // What is wrong with equals() is reported where the key's state is looked up, with a dead letter for each
            // event.
        }
        if (++taken == SAMPLES) { // the rate has risen
            choose(Math.min(2 * stride, MAX_STRIDE));
        }
        skip = nextSkip();
    }

    private void choose(int next) {
        stride = next;
        taken = 0;
        skip = Math.min(skip, 2 * stride); // or it would count as before for long when the rate has fallen
    }

    /** From 1 to twice the stride: a fixed one would see only one key of those that take turns. Marsaglia's xorshift. */
    private int nextSkip() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return 1 + (int) ((Integer.toUnsignedLong(random) * (2L * stride - 1)) >>> Integer.SIZE);
    }

    /** Events assigned to a partition so far. */
    public long events(int partition) {
        return events[partition];
    }

    /** Events assigned to all partitions so far. */
    public long events() {
        long all = 0;
        for (long each : events) {
            all += each;
        }
        return all;
    }

    /** Worker: renews the load, and forgets half of what it showed before. To be called once a second. */
    public void renew() {
        long fresh = 0;
        for (int i = 0; i < events.length; i++) {
            long added = events[i] - loaded[i];
            loaded[i] = events[i];
            recent[i] = recent[i] / 2 + added;
            fresh += added;
        }
        List<HotKeys.Counted> counted = keys.counted();
        load = counted.isEmpty() ? PartitionLoad.NONE : new PartitionLoad(recent.clone(), samples, counted);
        keys.halve();
        samples /= 2;
        choose(Math.clamp(fresh / SAMPLES, MIN_STRIDE, MAX_STRIDE));
    }

    /** How the events are spread over partitions and keys, of late: half of it is of the last second. Any thread. */
    public PartitionLoad load() {
        return load;
    }
}
