package dev.bettong.embedded;

import dev.bettong.chain.FailureCounter;
import dev.bettong.chain.StepCounters;
import dev.bettong.checkpoint.DurabilityMetrics;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.sink.TcpSink;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.source.TcpSource;
import dev.bettong.watch.HeapWatch;
import dev.bettong.watch.PartitionStatusCounts;
import dev.bettong.watch.WorkerHeartbeat;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The meters of the embedded runtime. They read what the workers count; no worker ever waits for a meter. */
public final class EmbeddedMetrics {

    /** Upper bounds of the histograms. */
    private static final Duration[] BUCKETS = LatencyHistogram.doublings();

    /** Of a partitioning with more, only the first ones have meters. */
    private static final int MAX_PARTITIONS = 256;

    private final MeterRegistry registry;
    private final List<List<?>> counted = new ArrayList<>(); // meters hold what they read by a weak reference only

    public EmbeddedMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The dead letters of a pipeline. */
    void deadLetters(String pipeline, DeadLetters letters) {
        Tags tags = Tags.of("pipeline", pipeline);
        gauge("bettong.dead.letters", "Dead letters that are kept", tags, letters, all -> all.count(pipeline));
        counter(
                "bettong.dead.letters.dropped",
                "Dead letters dropped since there was no more room",
                tags,
                letters,
                all -> all.dropped(pipeline));
    }

    /** What has become too old. */
    void expiry(DeadLetters letters, LongSupplier expiredEntities) {
        counter(
                "bettong.dead.letters.expired",
                "Dead letters deleted since they were older than max-age",
                Tags.empty(),
                letters,
                DeadLetters::expired);
        counted.add(List.of(expiredEntities));
        counter(
                "bettong.entities.expired",
                "Entities that began anew, or were deleted, since no event had touched them for expireAfter",
                Tags.empty(),
                expiredEntities,
                LongSupplier::getAsLong);
    }

    /** How full the heap is. */
    void heap(HeapWatch heap) {
        counted.add(List.of(heap));
        gauge(
                "bettong.heap.after.gc",
                "Share of the old generation in use after the last garbage collection",
                Tags.empty(),
                heap,
                HeapWatch::afterCollection);
        Gauge.builder("bettong.heap.full.gc.interval", heap, HeapWatch::secondsBetweenFullCollections)
                .description("Time between the last two full garbage collections")
                .baseUnit("seconds")
                .register(registry);
    }

    /** How many partitions of a pipeline are how. */
    void partitions(String pipeline, Inspection inspection) {
        PartitionStatusCounts census = new PartitionStatusCounts(pipeline, inspection);
        counted.add(List.of(census));
        for (PartitionStatus status : PartitionStatus.values()) {
            gauge(
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
        FunctionCounter.builder("bettong.worker.busy", heartbeat, WorkerHeartbeat::busySeconds)
                .description("CPU time of the worker")
                .baseUnit("seconds")
                .tags(of)
                .register(registry);
        TimeGauge.builder("bettong.worker.delay", heartbeat, TimeUnit.NANOSECONDS, WorkerHeartbeat::silentNanos)
                .description("Time for which the event loop should have turned and did not")
                .tags(of)
                .register(registry);
    }

    PipelineMeters pipeline(String name) {
        return new PipelineMeters(name);
    }

    DurabilityMetrics durability() {
        return new DurabilityMetrics(registry, BUCKETS);
    }

    /** The meters of one pipeline. */
    final class PipelineMeters {

        private final Tags tags;
        private final Timer latency;
        private final LatencyCounts latencies = new LatencyCounts();

        private PipelineMeters(String pipeline) {
            this.tags = Tags.of("pipeline", pipeline);
            this.latency = timer(
                    "bettong.pipeline.latency",
                    "Time from reading bytes to having written what came of them to the socket of a sink",
                    tags);
        }

        void latency(long nanos) {
            latency.record(nanos, TimeUnit.NANOSECONDS);
            latencies.record(nanos);
        }

        /** Those so far: meters of some registries forget. */
        LatencyHistogram latencies() {
            return latencies.now();
        }

        LongConsumer durations(String step) {
            Timer timer = timer(
                    "bettong.computation.duration",
                    "Time inside the function of a computation; a sample of its calls",
                    tags.and("computation", step));
            return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
        }

        void bind(TcpSource source, Backpressure backpressure, List<Task> tasks, Map<String, List<TcpSink>> sinks) {
            source(source, backpressure);
            steps(tasks);
            failures(tasks);
            partitions(tasks);
            sinks.forEach(this::sink);
        }

        private void source(TcpSource source, Backpressure backpressure) {
            Tags of = tags.and("source", source.name());
            counter("bettong.source.frames", "Whole frames read", of, source, TcpSource::frames);
            counter("bettong.source.bytes", "Bytes read", of, source, TcpSource::bytes);
            counter("bettong.source.refused", "Connections refused over the limit", of, source, TcpSource::refused);
            counter("bettong.source.idle", "Connections closed for being idle", of, source, TcpSource::idle);
            counter(
                    "bettong.source.handshake.failures",
                    "TLS handshakes that failed",
                    of,
                    source,
                    TcpSource::handshakeFailures);
            gauge("bettong.source.connections", "Open connections", of, source, TcpSource::connections);
            gauge(
                    "bettong.source.paused",
                    "1 while an operator stops the source",
                    of,
                    backpressure,
                    g -> g.paused() ? 1 : 0);
            gauge(
                    "bettong.source.backpressured",
                    "1 while a full buffer stops the source",
                    of,
                    backpressure,
                    g -> g.fullSince() == null ? 0 : 1);
            TimeGauge.builder(
                            "bettong.source.backpressured.time",
                            backpressure,
                            TimeUnit.MILLISECONDS,
                            Backpressure::fullMillis)
                    .description("Time that full buffers have stopped the source, in total")
                    .tags(of)
                    .register(registry);
        }

        private void steps(List<Task> tasks) {
            for (int i = 0; i < tasks.getFirst().chain().steps().size(); i++) {
                int step = i;
                List<StepCounters> counters = tasks.stream()
                        .map(task -> task.chain().steps().get(step))
                        .toList();
                sum(
                        "bettong.computation.messages",
                        "Inputs of a computation",
                        tags.and("computation", counters.getFirst().step()),
                        counters,
                        StepCounters::messages);
            }
        }

        private void partitions(List<Task> tasks) {
            for (int i = 0; i < tasks.getFirst().chain().partitionings().size(); i++) {
                int place = i;
                List<PartitionCounters> counters = tasks.stream()
                        .map(task -> task.chain().partitionings().get(place))
                        .toList();
                PartitionCounters any = counters.getFirst();
                for (int partition = 0; partition < Math.min(any.partitions(), MAX_PARTITIONS); partition++) {
                    int number = partition;
                    sum(
                            "bettong.partition.messages",
                            "Events assigned to a partition",
                            tags.and("computation", any.partitioning()).and("partition", String.valueOf(number)),
                            counters,
                            each -> each.events(number));
                }
            }
        }

        private void failures(List<Task> tasks) {
            Map<Tags, List<FailureCounter>> byTags = new LinkedHashMap<>();
            for (Task task : tasks) {
                for (FailureCounter counter : task.chain().failures()) {
                    Tags of = tags.and("computation", counter.place())
                            .and("reason", counter.reason().tag());
                    byTags.computeIfAbsent(of, key -> new ArrayList<>()).add(counter);
                }
            }
            byTags.forEach((of, counters) ->
                    sum("bettong.failures", "Frames and events that failed", of, counters, FailureCounter::count));
        }

        private void sink(String name, List<TcpSink> connections) {
            Tags of = tags.and("sink", name);
            sum("bettong.sink.messages", "Messages written", of, connections, TcpSink::messages);
            sum("bettong.sink.bytes", "Bytes written", of, connections, TcpSink::bytes);
            sum("bettong.sink.disconnects", "Connections that broke", of, connections, TcpSink::disconnects);
            sum(
                    "bettong.sink.connect.failures",
                    "Attempts to connect that failed",
                    of,
                    connections,
                    TcpSink::connectFailures);
            sum("bettong.sink.discarded", "Messages given up at the end", of, connections, TcpSink::discarded);
            gauge("bettong.sink.connections", "Open connections", of, connections, EmbeddedMetrics::connected);
            Gauge.builder("bettong.sink.buffered", connections, EmbeddedMetrics::buffered)
                    .description("Bytes that wait to be written")
                    .baseUnit("bytes")
                    .tags(of)
                    .register(registry);
            gauge(
                    "bettong.sink.buffered.messages",
                    "Messages that wait to be written",
                    of,
                    connections,
                    all -> all.stream().mapToLong(TcpSink::bufferedMessages).sum());
            stalls(of, connections);
            sum(
                    "bettong.failures",
                    "Frames and events that failed",
                    tags.and("computation", name).and("reason", FailureReason.SINK.tag()),
                    connections,
                    TcpSink::lost);
        }
    }

    private void stalls(Tags of, List<TcpSink> connections) {
        TimeGauge.builder(
                        "bettong.sink.stalled",
                        connections,
                        TimeUnit.MILLISECONDS,
                        all -> all.stream()
                                .mapToLong(TcpSink::stalledMillis)
                                .max()
                                .orElse(0))
                .description(
                        "Time for which a socket has taken nothing while messages wait, the longest of all connections")
                .tags(of)
                .register(registry);
        TimeGauge.builder(
                        "bettong.sink.stalled.time",
                        connections,
                        TimeUnit.MILLISECONDS,
                        all -> all.stream()
                                .mapToLong(TcpSink::totalStalledMillis)
                                .sum())
                .description("Time for which sockets have taken nothing while messages waited, all in all")
                .tags(of)
                .register(registry);
    }

    private static double connected(Collection<TcpSink> connections) {
        return connections.stream().filter(TcpSink::connected).count();
    }

    private static double buffered(Collection<TcpSink> connections) {
        return connections.stream().mapToLong(TcpSink::bufferedBytes).sum();
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private <T> void gauge(String name, String description, Tags tags, T object, ToDoubleFunction<T> value) {
        Gauge.builder(name, object, value).description(description).tags(tags).register(registry);
    }

    private <T> void counter(String name, String description, Tags tags, T object, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, object, count)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private <T> void sum(String name, String description, Tags tags, List<T> parts, ToLongFunction<T> count) {
        counted.add(parts);
        counter(
                name,
                description,
                tags,
                parts,
                all -> all.stream().mapToLong(count).sum());
    }
}
