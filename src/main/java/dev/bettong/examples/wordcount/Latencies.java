package dev.bettong.examples.wordcount;

import java.util.Arrays;

/**
 * A histogram of times of any size in little memory: every power of two has 32 buckets, so that a percentile is at most
 * 3 % too high. Not thread-safe.
 */
final class Latencies {

    private static final int BUCKET_BITS = 5;
    private static final int BUCKETS = 1 << BUCKET_BITS;
    private static final int POWERS = Long.SIZE - BUCKET_BITS;

    private final long[] counts = new long[POWERS * BUCKETS];
    private long count;
    private long max;

    /**
     * What the histogram says, in nanoseconds.
     *
     * @param count how many times were recorded; the others are 0 if none was
     */
    record Summary(long count, long p50, long p99, long max) {}

    void record(long nanos) {
        long value = Math.max(0, nanos); // two threads' readings of the clock can differ
        counts[bucketOf(value)]++;
        count++;
        max = Math.max(max, value);
    }

    Summary summary() {
        return new Summary(count, percentile(0.50), percentile(0.99), max);
    }

    void reset() {
        Arrays.fill(counts, 0);
        count = 0;
        max = 0;
    }

    private long percentile(double part) {
        long rank = (long) Math.ceil(part * count);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(max, highestOf(bucket));
            }
        }
        return max;
    }

    private static int bucketOf(long value) {
        if (value < BUCKETS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - BUCKET_BITS - Long.numberOfLeadingZeros(value);
        return shift * BUCKETS + (int) (value >>> shift);
    }

    private static long highestOf(int bucket) {
        if (bucket < BUCKETS) {
            return bucket;
        }
        int shift = bucket / BUCKETS - 1;
        return ((bucket % BUCKETS + BUCKETS + 1L) << shift) - 1;
    }
}
