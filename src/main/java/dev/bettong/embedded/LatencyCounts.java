package dev.bettong.embedded;

import dev.bettong.runtime.LatencyHistogram;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts the latencies of a pipeline. Thread-safe. */
final class LatencyCounts {

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(LatencyHistogram.SIZE).toArray(LongAdder[]::new);

    void record(long nanos) {
        counts[LatencyHistogram.indexOf(nanos)].increment();
    }

    LatencyHistogram now() {
        return new LatencyHistogram(Arrays.stream(counts).map(LongAdder::sum).toList());
    }
}
