package dev.bettong.embedded;

import dev.bettong.calls.CallCounters;
import dev.bettong.chain.FailureCounter;
import dev.bettong.chain.StepCounters;
import dev.bettong.chain.TimerCounters;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.sink.SinkDriver;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.source.SourceDriver;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;

/** The meters of one pipeline. */
final class PipelineMetrics {

    /** Of a partitioning with more, only the first ones have meters. */
    private static final int MAX_PARTITIONS = 256;

    private final RegisteredMetrics metrics;
    private final Tags tags;
    private final Timer latency;
    private final LatencyCounts latencies = new LatencyCounts();

    PipelineMetrics(String pipeline, RegisteredMetrics metrics) {
        this.metrics = metrics;
        this.tags = Tags.of("pipeline", pipeline);
        this.latency = metrics.timer(
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
        Timer timer = metrics.timer(
                "bettong.step.duration",
                "Time inside the function of a step; a sample of its calls",
                tags.and("step", step));
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    LongConsumer callDurations(String step) {
        Timer timer = metrics.timer(
                "bettong.step.call.duration",
                "Time from a call to its answer, of each attempt",
                tags.and("step", step));
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    void bind(PipelineInputs inputs, Backpressure backpressure, List<Task> tasks, Map<String, List<SinkDriver>> sinks) {
        inputs.readers().forEach(reader -> source(reader, backpressure));
        steps(tasks);
        timers(tasks);
        calls(tasks);
        failures(tasks);
        partitions(tasks);
        sinks.forEach(this::sink);
    }

    /** How far time has come, where the events bring it with them. */
    void bind(PipelineTime time, Clock clock) {
        if (!time.present()) {
            return;
        }
        metrics.time(
                "bettong.time.behind",
                "How far the watermark is behind the system clock",
                tags,
                time,
                each -> each.behindMillis(clock));
    }

    private void source(SharedSource.Reader source, Backpressure backpressure) {
        Tags of = tags.and("source", source.name());
        read("frames", "Whole frames read", of, source, SourceDriver::frames);
        read("bytes", "Bytes read", of, source, SourceDriver::bytes);
        read("connections.refused", "Connections refused over the limit", of, source, SourceDriver::refused);
        read("idle.timeouts", "Connections closed for being idle", of, source, SourceDriver::idle);
        read(
                "handshake.failures",
                "TLS handshakes and PROXY headers that failed",
                of,
                source,
                SourceDriver::handshakeFailures);
        metrics.gauge(
                "bettong.source.connections",
                "Open connections",
                of,
                source,
                each -> each.driver().connections());
        metrics.gauge(
                "bettong.source.paused",
                "1 while an operator stops the source",
                of,
                backpressure,
                g -> g.paused() ? 1 : 0);
        metrics.gauge(
                "bettong.source.backpressured",
                "1 while a full buffer stops the source",
                of,
                backpressure,
                g -> g.fullSince() == null ? 0 : 1);
        metrics.totalTime(
                "bettong.source.backpressured.time",
                "Time that full buffers have stopped the source, in total",
                of,
                backpressure,
                Backpressure::fullMillis);
    }

    private void read(
            String what, String description, Tags of, SharedSource.Reader source, ToLongFunction<SourceDriver> count) {
        metrics.counter("bettong.source." + what, description, of, source, each -> count.applyAsLong(each.driver()));
    }

    private void steps(List<Task> tasks) {
        for (int i = 0; i < tasks.getFirst().chain().steps().size(); i++) {
            int step = i;
            List<StepCounters> counters =
                    tasks.stream().map(task -> task.chain().steps().get(step)).toList();
            metrics.sum(
                    "bettong.step.events",
                    "Events that came to a step with a function",
                    tags.and("step", counters.getFirst().step()),
                    counters,
                    StepCounters::messages);
        }
    }

    private void timers(List<Task> tasks) {
        for (int i = 0; i < tasks.getFirst().chain().timers().size(); i++) {
            int step = i;
            List<TimerCounters> counters =
                    tasks.stream().map(task -> task.chain().timers().get(step)).toList();
            Tags of = tags.and("step", counters.getFirst().step());
            metrics.gauge(
                    "bettong.step.timers",
                    "Timers that are set",
                    of,
                    counters,
                    all -> all.stream().mapToLong(TimerCounters::set).sum());
            metrics.sum("bettong.step.timers.fired", "Timers that have fired", of, counters, TimerCounters::fired);
        }
    }

    private void calls(List<Task> tasks) {
        for (int i = 0; i < tasks.getFirst().chain().pending().size(); i++) {
            int step = i;
            List<CallCounters> counters = tasks.stream()
                    .map(task -> task.chain().pending().get(step).counters())
                    .toList();
            Tags of = tags.and("step", counters.getFirst().step());
            metrics.gauge(
                    "bettong.step.calls",
                    "Calls that are under way",
                    of,
                    counters,
                    all -> all.stream().mapToInt(CallCounters::inFlight).sum());
            metrics.gauge(
                    "bettong.step.calls.waiting",
                    "Events that wait for a call, for another attempt, or for those before them",
                    of,
                    counters,
                    all -> all.stream().mapToInt(CallCounters::waiting).sum());
            metrics.sum(
                    "bettong.step.calls.retries",
                    "Attempts that were not the first",
                    of,
                    counters,
                    CallCounters::retries);
            metrics.sum(
                    "bettong.step.calls.timeouts", "Attempts that took too long", of, counters, CallCounters::timeouts);
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
                metrics.sum(
                        "bettong.partition.events",
                        "Events assigned to a partition",
                        tags.and("step", any.partitioning()).and("partition", String.valueOf(number)),
                        counters,
                        each -> each.events(number));
            }
        }
    }

    private void failures(List<Task> tasks) {
        Map<Tags, List<FailureCounter>> byTags = new LinkedHashMap<>();
        for (Task task : tasks) {
            for (FailureCounter counter : task.chain().failures()) {
                Tags of = tags.and("step", counter.place())
                        .and("reason", counter.reason().tag());
                byTags.computeIfAbsent(of, key -> new ArrayList<>()).add(counter);
            }
        }
        byTags.forEach((of, counters) ->
                metrics.sum("bettong.failures", "Frames and events that failed", of, counters, FailureCounter::count));
    }

    private void sink(String name, List<SinkDriver> connections) {
        Tags of = tags.and("sink", name);
        metrics.sum("bettong.sink.messages", "Messages written", of, connections, SinkDriver::messages);
        metrics.sum("bettong.sink.bytes", "Bytes written", of, connections, SinkDriver::bytes);
        metrics.sum("bettong.sink.disconnects", "Connections that broke", of, connections, SinkDriver::disconnects);
        metrics.sum(
                "bettong.sink.connect.failures",
                "Attempts to connect that failed",
                of,
                connections,
                SinkDriver::connectFailures);
        metrics.sum("bettong.sink.discarded", "Messages given up at the end", of, connections, SinkDriver::discarded);
        metrics.gauge(
                "bettong.sink.connections",
                "Open connections",
                of,
                connections,
                all -> all.stream().filter(SinkDriver::connected).count());
        metrics.bytes(
                "bettong.sink.buffered",
                "Bytes that wait to be written",
                of,
                connections,
                all -> all.stream().mapToLong(SinkDriver::bufferedBytes).sum());
        metrics.gauge(
                "bettong.sink.buffered.messages",
                "Messages that wait to be written",
                of,
                connections,
                all -> all.stream().mapToLong(SinkDriver::bufferedMessages).sum());
        metrics.time(
                "bettong.sink.stalled",
                "Time for which a socket has taken nothing while messages wait, the longest of all connections",
                of,
                connections,
                all -> all.stream().mapToLong(SinkDriver::stalledMillis).max().orElse(0));
        metrics.totalTime(
                "bettong.sink.stalled.time",
                "Time for which sockets have taken nothing while messages waited, in total",
                of,
                connections,
                all -> all.stream().mapToLong(SinkDriver::totalStalledMillis).sum());
        metrics.sum(
                "bettong.failures",
                "Frames and events that failed",
                tags.and("step", name).and("reason", FailureReason.SINK.tag()),
                connections,
                SinkDriver::lost);
    }
}
