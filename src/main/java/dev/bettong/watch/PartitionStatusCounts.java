package dev.bettong.watch;

import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PartitionStatus;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** How many partitions of a pipeline are how: looked up once for all who ask in the same second. Thread-safe. */
public final class PartitionStatusCounts {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String pipeline;
    private final Inspection inspection;
    private Map<PartitionStatus, Long> counts = Map.of();
    private long takenAt = System.nanoTime() - FRESH_NANOS;

    public PartitionStatusCounts(String pipeline, Inspection inspection) {
        this.pipeline = pipeline;
        this.inspection = inspection;
    }

    public synchronized long count(PartitionStatus status) {
        if (System.nanoTime() - takenAt >= FRESH_NANOS) {
            counts = inspection.partitions(pipeline).stream()
                    .collect(Collectors.groupingBy(each -> each.health().status(), Collectors.counting()));
            takenAt = System.nanoTime();
        }
        return counts.getOrDefault(status, 0L);
    }
}
