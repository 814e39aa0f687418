package dev.bettong.embedded;

import dev.bettong.compute.FailureCounter;
import dev.bettong.compute.StepCounters;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.Paused;
import dev.bettong.runtime.PipelineStatus.SinkStatus;
import dev.bettong.runtime.PipelineStatus.SourceStatus;
import dev.bettong.runtime.PipelineStatus.StepStatus;
import dev.bettong.runtime.Status;
import dev.bettong.sink.TcpSink;
import dev.bettong.source.TcpSource;
import dev.bettong.worker.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the state of a pipeline that its workers are changing: each number is right, their sum may be a little off. */
final class Snapshot {

    private Snapshot() {}

    static PipelineStatus of(EmbeddedPipeline pipeline) {
        SourceStatus source = source(pipeline);
        List<SinkStatus> sinks = new ArrayList<>();
        pipeline.sinks().bySink().forEach((name, connections) -> sinks.add(sink(name, connections)));
        Condition condition = condition(pipeline, source.paused());
        return new PipelineStatus(
                pipeline.name(),
                condition.status(),
                condition.since(),
                condition.detail(),
                pipeline.operatorMark().pause(),
                pipeline.guarantee(),
                source,
                steps(pipeline.tasks()),
                sinks,
                failures(pipeline));
    }

    /** What a pipeline is said to be, from its life and from what stands in its way. */
    private record Condition(
            Status status, Instant since, @Nullable String detail) {}

    private static Condition condition(EmbeddedPipeline pipeline, @Nullable Paused paused) {
        return switch (pipeline.life().now()) {
            case Lifecycle.Running running -> {
                Disk.Trouble trouble = pipeline.diskTrouble();
                yield trouble == null
                        ? runningCondition(running, pipeline, paused)
                        : new Condition(
                                Status.DEGRADED,
                                trouble.since(),
                                troubled(trouble, pipeline.operatorMark().pause()));
            }
            case Lifecycle.Failed failed -> new Condition(failed.status(), failed.since(), failed.reason());
            case Lifecycle.Starting starting -> new Condition(starting.status(), starting.since(), null);
            case Lifecycle.Recovering recovering -> {
                Disk.Trouble trouble = pipeline.diskTrouble();
                yield new Condition(
                        recovering.status(),
                        recovering.since(),
                        trouble == null ? recovering.progress() : "waits for the disk: " + trouble.reason());
            }
            case Lifecycle.Draining draining -> new Condition(draining.status(), draining.since(), null);
            case Lifecycle.Stopped stopped -> new Condition(stopped.status(), stopped.since(), null);
        };
    }

    private static String troubled(Disk.Trouble trouble, @Nullable OperatorPause operator) {
        return operator == null ? trouble.reason() : trouble.reason() + "; " + operator.text();
    }

    private static Condition runningCondition(
            Lifecycle.Running running, EmbeddedPipeline pipeline, @Nullable Paused paused) {
        Map<String, List<TcpSink>> sinks = pipeline.sinks().bySink();
        OperatorPause operator = pipeline.operatorMark().pause();
        List<String> details = new ArrayList<>();
        Instant away = null;
        for (TcpSink sink : sinks.values().stream().flatMap(List::stream).toList()) {
            Instant since = sink.disconnectedSince();
            if (since != null) {
                away = away == null || since.isBefore(away) ? since : away;
                details.add("sink '%s' is not connected to %s".formatted(sink.name(), sink.address()));
            }
        }
        if (operator != null) {
            details.addFirst(operator.text());
        } else if (paused != null) {
            details.add("source paused: full: " + String.join(", ", paused.because()));
            pipeline.sinks().stalls().forEach(details::add);
        }
        String detail = String.join("; ", new LinkedHashSet<>(details)); // a sink has several connections
        if (operator != null) {
            return new Condition(Status.PAUSED, operator.since(), detail);
        }
        if (away != null) {
            return new Condition(Status.DEGRADED, away, detail);
        }
        return paused == null
                ? new Condition(running.status(), running.since(), null)
                : new Condition(Status.PAUSED, paused.since(), detail);
    }

    private static SourceStatus source(EmbeddedPipeline pipeline) {
        TcpSource source = pipeline.source();
        Instant closedSince = pipeline.gate().closedSince();
        Paused paused = closedSince == null ? null : new Paused(closedSince, causes(pipeline));
        return new SourceStatus(
                source.name(),
                source.address(),
                source.connections(),
                source.frames(),
                source.bytes(),
                source.refused(),
                paused);
    }

    private static List<String> causes(EmbeddedPipeline pipeline) {
        OperatorPause operator = pipeline.operatorMark().pause();
        return pipeline.gate().causes().stream()
                .map(cause -> operator != null && cause.equals(OperatorMark.NAME) ? operator.text() : cause)
                .toList();
    }

    private static List<StepStatus> steps(List<Task> tasks) {
        List<StepStatus> steps = new ArrayList<>();
        for (int i = 0; i < tasks.getFirst().chain().steps().size(); i++) {
            int step = i;
            String name = tasks.getFirst().chain().steps().get(step).step();
            long messages = tasks.stream()
                    .map(task -> task.chain().steps().get(step))
                    .mapToLong(StepCounters::messages)
                    .sum();
            steps.add(new StepStatus(name, messages));
        }
        return steps;
    }

    private static SinkStatus sink(String name, List<TcpSink> connections) {
        return new SinkStatus(
                name,
                connections.getFirst().address(),
                connections.size(),
                (int) connections.stream().filter(TcpSink::connected).count(),
                connections.stream().mapToLong(TcpSink::messages).sum(),
                connections.stream().mapToLong(TcpSink::bytes).sum(),
                connections.stream().mapToLong(TcpSink::bufferedBytes).sum(),
                connections.stream().mapToLong(TcpSink::bufferedMessages).sum(),
                connections.stream().mapToLong(TcpSink::stalledMillis).max().orElse(0),
                connections.stream().mapToLong(TcpSink::totalStalledMillis).sum());
    }

    private static Map<String, Long> failures(EmbeddedPipeline pipeline) {
        Map<String, Long> failures = new TreeMap<>();
        for (Task task : pipeline.tasks()) {
            for (FailureCounter counter : task.chain().failures()) {
                failures.merge(counter.reason().tag(), counter.count(), Long::sum);
            }
        }
        long lost = pipeline.sinks().bySink().values().stream()
                .flatMap(List::stream)
                .mapToLong(TcpSink::lost)
                .sum();
        failures.merge(FailureReason.SINK.tag(), lost, Long::sum);
        failures.values().removeIf(count -> count == 0);
        return failures;
    }
}
