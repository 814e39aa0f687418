package dev.bettong.runtime;

import java.time.Duration;
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

    /** Bounds for each doubling; history.js has the same. */
    static final int STEPS = 4;

    static final long FIRST_NANOS = 250;
    private static final int DOUBLINGS = 26;

    /** Upper bounds in nanoseconds: 250 ns, then 4 for each doubling, up to 16.8 s. */
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
    static long bound(int index) {
        return BOUNDS[index];
    }

    /** Every doubling among the bounds: fewer, for meters, each of which keeps a time series for each bound. */
    public static Duration[] doublings() {
        return IntStream.rangeClosed(0, DOUBLINGS)
                .mapToObj(i -> Duration.ofNanos(BOUNDS[i * STEPS]))
                .toArray(Duration[]::new);
    }
}
