package dev.bettong.examples.wordcount;

import org.HdrHistogram.Histogram;

/** A histogram of times of any size, with three significant digits. Not thread-safe. */
final class Latencies {

    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);

    /**
     * What the histogram says, in nanoseconds.
     *
     * @param count how many times were recorded; the others are 0 if none was
     */
    record Summary(long count, long p50, long p99, long max) {}

    void record(long nanos) {
        histogram.recordValue(Math.max(0, nanos)); // two threads' readings of the clock can differ
    }

    Summary summary() {
        return new Summary(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }

    void reset() {
        histogram.reset();
    }
}
