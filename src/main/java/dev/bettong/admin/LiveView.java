package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.WorkerStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the dashboard shows at a moment. Counts are since the start of the process: for rates, take the
 * difference of two.
 *
 * @param at the time by the system clock, which may be set
 * @param elapsed seconds since a fixed moment before, which pass evenly: for rates
 * @param checkpoint the last one, or {@code null} if none are taken
 */
record LiveView(
        Instant at,
        double elapsed,
        List<PipelineView> pipelines,
        List<WorkerView> workers,
        Checkpoints.@Nullable Checkpoint checkpoint,
        LettersView deadLetters) {

    /**
     * A pipeline.
     *
     * @param latencies see {@link LatencyHistogram#counts()}
     */
    record PipelineView(PipelineStatus status, List<Long> latencies) {}

    /**
     * A worker, with times in seconds.
     *
     * @param stuck for how long it has been in one call, if that is a second or more
     * @param place where that is
     * @param pipeline of the step that it is in, or {@code null} if it is in none
     * @param step that it is in, or {@code null} if it is in none
     */
    record WorkerView(
            int worker,
            double busy,
            double stuck,
            @Nullable String place,
            @Nullable String pipeline,
            @Nullable String step) {}

    /** Dead letters that are kept, and those that were dropped for want of room. */
    record LettersView(long kept, long dropped) {}

    static LiveView of(PipelineRuntime runtime, Instant at, double elapsed) {
        DeadLetters letters = runtime.deadLetters();
        return new LiveView(
                at,
                elapsed,
                runtime.pipelines().stream()
                        .map(status -> pipeline(status, runtime))
                        .toList(),
                runtime.inspection().workers().stream().map(LiveView::worker).toList(),
                runtime.checkpoints().map(Checkpoints::last).orElse(null),
                new LettersView(letters.count(), letters.dropped()));
    }

    private static WorkerView worker(WorkerStatus worker) {
        WorkerStatus.Call call = worker.call();
        if (call == null) {
            return new WorkerView(worker.worker(), worker.busySeconds(), 0, null, null, null);
        }
        WorkerStatus.StepPlace step = call.step();
        return new WorkerView(
                worker.worker(),
                worker.busySeconds(),
                call.lasts().toNanos() / 1e9,
                call.place(),
                step == null ? null : step.pipeline(),
                step == null ? null : step.step());
    }

    private static PipelineView pipeline(PipelineStatus status, PipelineRuntime runtime) {
        List<Long> latencies = runtime.inspection()
                .latencies(status.name())
                .map(LatencyHistogram::counts)
                .orElse(List.of());
        return new PipelineView(status, latencies);
    }
}
