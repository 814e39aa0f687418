package dev.bettong.chain;

import dev.bettong.join.IntervalJoin;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StepStates;
import dev.bettong.state.Timers;
import dev.bettong.window.WindowLogic;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the steps whose keys can have timers. */
final class TimedSteps {

    private final ChainParts parts;
    private final OperatorContext context;
    private final Segments cuts;
    private final StepPosition position;
    private final @Nullable EventTimes times; // where the events bring their time with them
    private final IdentityHashMap<Step, StepTimers> timers = new IdentityHashMap<>();

    TimedSteps(
            ChainParts parts,
            OperatorContext context,
            Segments cuts,
            StepPosition position,
            @Nullable EventTimes times) {
        this.parts = parts;
        this.context = context;
        this.cuts = cuts;
        this.position = position;
        this.times = times;
    }

    /** The timers of the steps that were built. */
    IdentityHashMap<Step, StepTimers> timers() {
        return timers;
    }

    static SegmentTime segment(EventTimes of, Segments cuts, Step step) {
        return of.segment(cuts.behind(step).first());
    }

    /** What time it is for a step. */
    private StepClock clock(Step step) {
        return times == null
                ? context.clock()
                : new SegmentTime.Clock(context.clock(), segment(times, cuts, step), cuts.lag(step));
    }

    private Operator caughtUp(Step step, Operator operator) {
        return times == null ? operator : new CatchUpOperator(segment(times, cuts, step), times, operator);
    }

    Operator compute(Step.ComputeState step, KeyedOnTimer<?, ?, ?> declared, Operator next) {
        KeyedStateComputation<Object, Object, Object, Object> function = ChainParts.erased(step.function());
        KeyedOnTimer<Object, Object, Object> onTimer = ChainParts.erased(declared);
        StateAccess entities = context.state(step.state(), parts.partitioningOf(step));
        Timers set = context.timers(step, parts.partitioningOf(step));
        FailureCounter failed = parts.failure(step.name(), FailureReason.COMPUTE);
        StateCall.Function<Object> fires =
                (key, firing, entity) -> onTimer.onTimer(key, entity, ((TimedCall.Firing) firing).at());
        Call<Object> call = new TimedCall(fires, entities, set, clock(step));
        OnTimerCall firing = new OnTimerCall(call, failed, position.add(step.name(), next));
        timers.put(step, new StepTimers(step.name(), set, firing, clock(step)));
        ComputeOperator operator = new ComputeOperator(
                new TimedCall(function::compute, entities, set, clock(step)),
                parts.counters(step),
                parts.place(step.name()),
                failed,
                next);
        parts.calls(step, operator);
        return caughtUp(step, operator);
    }

    Operator aggregate(Step.Aggregate step, Operator next) {
        Aggregation<Object, Object, Object, Object> function = ChainParts.erased(step.function());
        StateAccess entities = context.state(Objects.requireNonNull(StepStates.of(step)), parts.partitioningOf(step));
        Timers closing = step.timed() ? context.timers(step, parts.partitioningOf(step)) : null;
        WindowLogic logic = WindowLogic.of(step.window(), function, step.state().initial());
        FailureCounter failed = parts.failure(step.name(), FailureReason.COMPUTE);
        StepClock clock = clock(step);
        WindowCall call = new WindowCall(
                logic,
                function,
                entities,
                closing,
                clock,
                new WindowCall.Failures(failed, times == null ? null : parts.late(step)),
                parts.place(step.name()));
        ResultsOperator operator = new ResultsOperator(
                call, clock, parts.counters(step), parts.place(step.name()), failed, position.add(step.name(), next));
        parts.calls(step, operator);
        if (closing == null) {
            return operator;
        }
        timers.put(step, new StepTimers(step.name(), closing, operator, clock));
        return caughtUp(step, operator);
    }

    /**
     * The two ways into a join.
     *
     * @param behind what takes the outputs
     */
    record Sides(Operator left, Operator right, Entrance behind) {}

    Sides join(Step.Join step, Operator next) {
        StateAccess entities = context.state(Objects.requireNonNull(StepStates.of(step)), parts.partitioningOf(step));
        Timers expiry = context.timers(step, parts.partitioningOf(step));
        StepClock clock = clock(step);
        JoinCall call = new JoinCall(
                new IntervalJoin(step.within()),
                ChainParts.erased(step.function()),
                entities,
                expiry,
                clock,
                times == null ? null : parts.late(step));
        FailureCounter failed = parts.failure(step.name(), FailureReason.COMPUTE);
        StepCounters counters = parts.counters(step);
        Entrance behind = position.add(step.name(), next);
        EntryPoints.Place place = parts.place(step.name());
        ResultsOperator left = new ResultsOperator(call.left(place), clock, counters, place, failed, behind);
        EntryPoints.Place other = parts.rightOf(step);
        ResultsOperator right = new ResultsOperator(call.right(other), clock, counters, other, failed, behind);
        parts.calls(step, left);
        parts.calls(step, right);
        timers.put(step, new StepTimers(step.name(), expiry, left, clock));
        return new Sides(arriving(step, left), arriving(step, right), behind);
    }

    /** Time goes on to the join from the flow that is less far. */
    private Operator arriving(Step.Join step, Operator side) {
        return times == null
                ? side
                : new ArriveOperator(times, cuts.behind(step).first(), side);
    }
}
