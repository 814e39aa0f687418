package dev.bettong.embedded;

import dev.bettong.checkpoint.DurabilityMetrics;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.watch.HeapWatch;
import dev.bettong.watch.PartitionStatusCounts;
import dev.bettong.watch.WorkerHeartbeat;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The meters of the embedded runtime. They read what the workers count; no worker ever waits for a meter. */
public final class EmbeddedMetrics {

    private final RegisteredMetrics metrics;

    /** Meters that nobody reads. */
    public static EmbeddedMetrics unseen() {
        return new EmbeddedMetrics(new SimpleMeterRegistry());
    }

    public EmbeddedMetrics(MeterRegistry registry) {
        this.metrics = new RegisteredMetrics(registry);
    }

    /** The dead letters of a pipeline. */
    void deadLetters(String pipeline, DeadLetters letters) {
        Tags tags = Tags.of("pipeline", pipeline);
        metrics.gauge("bettong.dead.letters", "Dead letters that are kept", tags, letters, all -> all.count(pipeline));
        metrics.counter(
                "bettong.dead.letters.dropped",
                "Dead letters dropped since there was no more room",
                tags,
                letters,
                all -> all.dropped(pipeline));
    }

    /** What has become too old. */
    void expiry(DeadLetters letters, LongSupplier expiredEntities) {
        metrics.counter(
                "bettong.dead.letters.expired",
                "Dead letters deleted since they were older than max-age",
                Tags.empty(),
                letters,
                DeadLetters::expired);
        metrics.hold(expiredEntities);
        metrics.counter(
                "bettong.entities.expired",
                "Entities that began anew, or were deleted, since no event had touched them for expireAfter",
                Tags.empty(),
                expiredEntities,
                LongSupplier::getAsLong);
    }

    /** How full the heap is. */
    void heap(HeapWatch heap) {
        metrics.hold(heap);
        Gauge.builder("bettong.heap.full.gc.interval", heap, HeapWatch::secondsBetweenFullCollections)
                .description("Time between the last two full garbage collections")
                .baseUnit("seconds")
                .register(metrics.registry());
    }

    /** How many partitions of a pipeline are how. */
    void partitions(String pipeline, Inspection inspection) {
        PartitionStatusCounts census = new PartitionStatusCounts(pipeline, inspection);
        metrics.hold(census);
        for (PartitionStatus status : PartitionStatus.values()) {
            metrics.gauge(
                    "bettong.partitions",
                    "Partitions by what is the matter with them",
                    Tags.of("pipeline", pipeline, "status", status.name()),
                    census,
                    taken -> taken.count(status));
        }
    }

    /** The workers, in their order. */
    void workers(List<WorkerHeartbeat> heartbeats) {
        for (int i = 0; i < heartbeats.size(); i++) {
            worker(i, heartbeats.get(i));
        }
    }

    private void worker(int index, WorkerHeartbeat heartbeat) {
        Tags of = Tags.of("worker", String.valueOf(index));
        FunctionCounter.builder("bettong.worker.cpu", heartbeat, WorkerHeartbeat::busySeconds)
                .description("CPU time of the worker")
                .baseUnit("seconds")
                .tags(of)
                .register(metrics.registry());
        TimeGauge.builder("bettong.worker.delay", heartbeat, TimeUnit.NANOSECONDS, WorkerHeartbeat::silentNanos)
                .description("Time for which the event loop should have turned and did not")
                .tags(of)
                .register(metrics.registry());
    }

    PipelineMetrics pipeline(String name) {
        return new PipelineMetrics(name, metrics);
    }

    DurabilityMetrics durability() {
        return new DurabilityMetrics(metrics.registry(), RegisteredMetrics.BUCKETS);
    }
}
