package dev.bettong.chain;

import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailureReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the operators of a chain are made of, beside what their steps do. */
final class ChainParts {

    private final Pipeline pipeline;
    private final OperatorContext context;
    private final EntryPoints entryPoints;
    private final int partitions;
    private final List<FailureCounter> failures = new ArrayList<>();
    private final IdentityHashMap<Step, List<CallOperator<?>>> calls = new IdentityHashMap<>();

    ChainParts(Pipeline pipeline, int partitions, OperatorContext context, EntryPoints entryPoints) {
        this.pipeline = pipeline;
        this.partitions = partitions;
        this.context = context;
        this.entryPoints = entryPoints;
    }

    /** The partitioning in force at a step. */
    Partitioning partitioningOf(Step step) {
        return Partitioning.of(Objects.requireNonNull(step.partitioning()), partitions);
    }

    /** A step has an operator that calls its function. */
    void calls(Step step, CallOperator<?> operator) {
        calls.computeIfAbsent(step, first -> new ArrayList<>()).add(operator);
    }

    /** All operators that call a function, in the order of their steps. */
    List<CallOperator<?>> calls() {
        List<CallOperator<?>> all = new ArrayList<>();
        for (Step step : pipeline.steps()) {
            all.addAll(calls.getOrDefault(step, List.of()));
        }
        return all;
    }

    StepCounters counters(Step step) {
        return new StepCounters(step.name(), context.durations(step.name()));
    }

    EntryPoints.Place place(String name) {
        return new EntryPoints.Place(name, entryPoints, name);
    }

    /** Where the right side of a join is. */
    EntryPoints.Place rightOf(Step.Join join) {
        return new EntryPoints.Place(join.name(), entryPoints, EntryPoints.rightOf(join));
    }

    FailureCounter failure(String place, FailureReason reason) {
        return failure(place, reason, pipeline.onFailure());
    }

    private FailureCounter failure(String place, FailureReason reason, FailurePolicy policy) {
        FailureCounter counter = new FailureCounter(pipeline.name(), place, reason, policy, context, System::nanoTime);
        failures.add(counter);
        return counter;
    }

    /** Counters of what a source reads that is no frame. */
    Map<FailureReason, FailureCounter> framing(String source) {
        Map<FailureReason, FailureCounter> framing = new EnumMap<>(FailureReason.class);
        for (FailureReason reason : FailureReason.values()) {
            if (reason.framing()) {
                framing.put(reason, failure(source, reason));
            }
        }
        return framing;
    }

    /** What becomes of events that come too late for a step, which does not fail the pipeline; {@code null} if none can. */
    WindowCall.@Nullable Late late(Step.Aggregate step) {
        Window window = step.window();
        if (window == null) {
            return null;
        }
        FailurePolicy policy = window.late() == LatePolicy.DROP ? FailurePolicy.SKIP : FailurePolicy.DEAD_LETTER;
        return new WindowCall.Late(window.late(), failure(step.name(), FailureReason.LATE, policy));
    }

    /** Counts events that come too late for a join, which do not fail the pipeline. */
    FailureCounter late(Step.Join step) {
        return failure(step.name(), FailureReason.LATE, FailurePolicy.DEAD_LETTER);
    }

    /** The counters of everything that can fail. */
    List<FailureCounter> failures() {
        return failures;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // neighbours' types were checked before
    static <T> T erased(Object function) {
        return (T) function;
    }
}
