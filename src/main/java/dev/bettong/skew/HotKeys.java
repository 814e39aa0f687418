package dev.bettong.skew;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that come most often, in room for a few: Space-Saving (Metwally, Agrawal, El Abbadi, "Efficient Computation of
 * Frequent and Top-k Elements in Data Streams", ICDT 2005), whose counts are halved again and again, so that they tell of
 * the present. A key that is not counted takes the place of the one with the lowest count, and inherits that as its error:
 * no count is too low, and the sum of the counts is that of all keys. Owned by one worker.
 */
final class HotKeys {

    /** Keys that are counted; each key with more than so many-th of the events is among them. */
    static final int CAPACITY = 64;

    /** What counts are multiplied by, so that something is left of a single event after a few halvings. */
    private static final long UNIT = 256;

    private final int[] hashes = new int[CAPACITY];
    private final @Nullable Object[] keys = new Object[CAPACITY];
    private final int[] partitions = new int[CAPACITY];
    private final long[] counts = new long[CAPACITY];
    private final long[] errors = new long[CAPACITY];

    /**
     * A key and its count.
     *
     * @param partition the partition that it belongs to
     * @param count its count, in units that only compare to other counts
     * @param error by how much the count may be too high
     */
    record Counted(Object key, int partition, long count, long error) {

        /** A count that is not too high. */
        long certain() {
            return count - error;
        }
    }

    /** Counts a key that stands for so many events. */
    void add(Object key, int partition, int events) {
        int hash = key.hashCode();
        int lowest = 0;
        for (int i = 0; i < CAPACITY; i++) {
            if (hashes[i] == hash && key.equals(keys[i])) {
                counts[i] += events * UNIT;
                return;
            }
            if (counts[i] < counts[lowest]) {
                lowest = i;
            }
        }
        hashes[lowest] = hash;
        keys[lowest] = key;
        partitions[lowest] = partition;
        errors[lowest] = counts[lowest];
        counts[lowest] += events * UNIT;
    }

    /** Halves all counts, and lets go of the keys that have none any more. */
    void halve() {
        for (int i = 0; i < CAPACITY; i++) {
            counts[i] /= 2;
            errors[i] /= 2;
            if (counts[i] == 0) {
                keys[i] = null;
            }
        }
    }

    /** A copy of what is counted. */
    List<Counted> counted() {
        List<Counted> counted = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            Object key = keys[i];
            if (key != null) {
                counted.add(new Counted(key, partitions[i], counts[i], errors[i]));
            }
        }
        return counted;
    }
}
