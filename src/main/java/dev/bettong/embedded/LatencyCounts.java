package dev.bettong.embedded;

import dev.bettong.runtime.Latencies;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts the latencies of a pipeline. Thread-safe. */
final class LatencyCounts {

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(Latencies.SIZE).toArray(LongAdder[]::new);

    void record(long nanos) {
        counts[Latencies.indexOf(nanos)].increment();
    }

    Latencies now() {
        return new Latencies(Arrays.stream(counts).map(LongAdder::sum).toList());
    }
}
