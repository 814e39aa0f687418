package dev.bettong.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often outputs were so late, from reading bytes to having written what came of them, since the start.
 *
 * @param counts how often it was at most {@link #bound} nanoseconds and more than the bound before; the last one has all
 *     beyond
 */
public record LatencyHistogram(List<Long> counts) {

    /** Bounds for each doubling. */
    private static final int STEPS = 4;

    private static final int DOUBLINGS = 24;
    private static final double FIRST_NANOS = 1_000;

    /** Upper bounds in nanoseconds: 1 µs, then 4 for each doubling, up to 16.8 s. */
    private static final long[] BOUNDS = IntStream.rangeClosed(0, STEPS * DOUBLINGS)
            .mapToLong(i -> Math.round(FIRST_NANOS * Math.pow(2, (double) i / STEPS)))
            .toArray();

    /** Number of counts. */
    public static final int SIZE = BOUNDS.length + 1;

    public LatencyHistogram {
        counts = List.copyOf(counts);
    }

    /** The count that a latency belongs to. */
    public static int indexOf(long nanos) {
        int found = Arrays.binarySearch(BOUNDS, nanos);
        return found >= 0 ? found : -found - 1;
    }

    /** Upper bound of a count in nanoseconds; the last one has none. */
    public static long bound(int index) {
        return BOUNDS[index];
    }
}
