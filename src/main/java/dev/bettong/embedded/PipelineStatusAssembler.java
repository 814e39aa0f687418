package dev.bettong.embedded;

import dev.bettong.chain.FailureCounter;
import dev.bettong.chain.StepCounters;
import dev.bettong.input.DiskHealth;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.Backpressure;
import dev.bettong.runtime.PipelineStatus.SinkStatus;
import dev.bettong.runtime.PipelineStatus.SourceStatus;
import dev.bettong.runtime.PipelineStatus.StepStatus;
import dev.bettong.runtime.Status;
import dev.bettong.sink.SinkDriver;
import dev.bettong.source.SourceDriver;
import dev.bettong.watch.HeapWatch;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the status of a pipeline while its workers run: each number is right, but they are not taken at one moment. */
final class PipelineStatusAssembler {

    private PipelineStatusAssembler() {}

    static PipelineStatus of(EmbeddedPipeline pipeline) {
        List<SinkStatus> sinks = new ArrayList<>();
        pipeline.sinks()
                .bySink()
                .forEach((name, connections) ->
                        sinks.add(sink(name, connections, pipeline.sinks().full(name))));
        Backpressure backpressure = backpressure(pipeline);
        Condition condition = condition(pipeline, backpressure);
        return new PipelineStatus(
                pipeline.name(),
                condition.status(),
                condition.since(),
                condition.detail(),
                pipeline.pauseSwitch().pause(),
                pipeline.guarantee(),
                pipeline.time().status(),
                backpressure,
                pipeline.inputs().readers().stream()
                        .map(reader -> source(reader.driver()))
                        .toList(),
                steps(pipeline.tasks()),
                sinks,
                failures(pipeline));
    }

    /** The status of a pipeline, from its lifecycle and from what hinders it. */
    private record Condition(
            Status status, Instant since, @Nullable String detail) {}

    private static Condition condition(EmbeddedPipeline pipeline, @Nullable Backpressure backpressure) {
        return switch (pipeline.life().now()) {
            case Lifecycle.Running running -> {
                DiskHealth.Trouble trouble = pipeline.diskTrouble();
                yield trouble == null
                        ? runningCondition(running, pipeline, backpressure)
                        : new Condition(
                                Status.DEGRADED,
                                trouble.since(),
                                troubled(trouble, pipeline.pauseSwitch().pause()));
            }
            case Lifecycle.Failed failed -> new Condition(failed.status(), failed.since(), failed.reason());
            case Lifecycle.Starting starting -> new Condition(starting.status(), starting.since(), starting.detail());
            case Lifecycle.Recovering recovering -> {
                DiskHealth.Trouble trouble = pipeline.diskTrouble();
                yield new Condition(
                        recovering.status(),
                        recovering.since(),
                        trouble == null ? recovering.progress() : "waits for the disk: " + trouble.reason());
            }
            case Lifecycle.Draining draining -> new Condition(draining.status(), draining.since(), null);
            case Lifecycle.Stopped stopped -> new Condition(stopped.status(), stopped.since(), null);
        };
    }

    private static String troubled(DiskHealth.Trouble trouble, @Nullable OperatorPause operator) {
        return operator == null ? trouble.reason() : trouble.reason() + "; " + operator.text();
    }

    private static Condition runningCondition(
            Lifecycle.Running running, EmbeddedPipeline pipeline, @Nullable Backpressure backpressure) {
        List<Condition> degraded = degraded(pipeline);
        OperatorPause operator = pipeline.pauseSwitch().pause();
        Set<String> details = new LinkedHashSet<>(); // a sink has several connections
        if (operator != null) {
            details.add(operator.text());
        }
        degraded.forEach(condition -> details.add(condition.detail()));
        if (backpressure != null) {
            details.add("waiting for " + String.join(", ", backpressure.because()));
            details.addAll(pipeline.sinks().stalls());
        }
        String detail = details.isEmpty() ? null : String.join("; ", details);
        if (operator != null) {
            return new Condition(Status.PAUSED, operator.since(), detail);
        }
        if (!degraded.isEmpty()) {
            return new Condition(Status.DEGRADED, earliest(degraded), detail);
        }
        return backpressure == null
                ? new Condition(running.status(), running.since(), null)
                : new Condition(Status.BACKPRESSURED, backpressure.since(), detail);
    }

    private static List<Condition> degraded(EmbeddedPipeline pipeline) {
        List<Condition> conditions = new ArrayList<>();
        HeapWatch.Shortage heap = pipeline.heapShortage();
        if (heap != null) {
            conditions.add(new Condition(Status.DEGRADED, heap.since(), "the heap is nearly full: " + heap.reason()));
        }
        pipeline.workers().map(Worker::delay).forEach(delay -> {
            if (delay != null) {
                conditions.add(new Condition(Status.DEGRADED, delay.since(), delay.detail()));
            }
        });
        pipeline.inputs().readers().stream().map(SharedSource.Reader::driver).forEach(source -> {
            Instant since = source.disconnectedSince();
            if (since != null) {
                conditions.add(
                        new Condition(Status.DEGRADED, since, "source '%s' is not connected".formatted(source.name())));
            }
        });
        pipeline.sinks().bySink().values().stream().flatMap(List::stream).forEach(sink -> {
            Instant since = sink.disconnectedSince();
            if (since != null) {
                String away = "sink '%s' is not connected to %s".formatted(sink.name(), sink.address());
                conditions.add(new Condition(Status.DEGRADED, since, away));
            }
        });
        return conditions;
    }

    private static Instant earliest(List<Condition> conditions) {
        return conditions.stream()
                .map(Condition::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static @Nullable Backpressure backpressure(EmbeddedPipeline pipeline) {
        List<Instant> since = new ArrayList<>();
        List<String> because = new ArrayList<>();
        Instant fullSince = pipeline.backpressure().fullSince();
        if (fullSince != null) {
            since.add(fullSince);
            because.addAll(pipeline.backpressure().causes());
        }
        for (SharedSource.Reader reader : pipeline.inputs().readers()) {
            for (SharedSource.Hold hold : reader.holds()) {
                since.add(hold.since());
                because.add("pipeline '%s', which also reads source '%s'".formatted(hold.pipeline(), hold.source()));
            }
        }
        return since.isEmpty() ? null : new Backpressure(Collections.min(since), because);
    }

    private static SourceStatus source(SourceDriver source) {
        return new SourceStatus(
                source.name(),
                source.address(),
                source.connections(),
                source.frames(),
                source.bytes(),
                source.refused());
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

    private static SinkStatus sink(String name, List<SinkDriver> connections, boolean full) {
        return new SinkStatus(
                name,
                connections.getFirst().address(),
                connections.size(),
                (int) connections.stream().filter(SinkDriver::connected).count(),
                connections.stream().mapToLong(SinkDriver::messages).sum(),
                connections.stream().mapToLong(SinkDriver::bytes).sum(),
                connections.stream().mapToLong(SinkDriver::bufferedBytes).sum(),
                connections.stream().mapToLong(SinkDriver::bufferedMessages).sum(),
                connections.stream().mapToLong(SinkDriver::stalledMillis).max().orElse(0),
                connections.stream().mapToLong(SinkDriver::totalStalledMillis).sum(),
                full);
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
                .mapToLong(SinkDriver::lost)
                .sum();
        failures.merge(FailureReason.SINK.tag(), lost, Long::sum);
        failures.values().removeIf(count -> count == 0);
        return failures;
    }
}
