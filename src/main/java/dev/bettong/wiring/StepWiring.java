package dev.bettong.wiring;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.problem.Problems;
import dev.bettong.properties.StepKind;
import dev.bettong.properties.StepProperties;
import dev.bettong.wiring.KeyList.UnreadableKeyException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Builds the steps of one flow, in order. */
final class StepWiring {

    private static final int INPUT = 0; // of a function that does not take the key; one more if it does
    private static final int KEY = 0; // of a function that takes it
    private static final int PARTITION_KEY = 1;

    private static final String ON_TIMER = "on-timer";

    private final FunctionBeans beans;
    private final Problems problems;
    private final FlowWiring.Position position;
    private final TypeFlow flow;
    private final CallWiring calls;
    private final AggregationWiring aggregations;
    private final JoinWiring joins;

    /** @param flows builds the right sides of joins */
    StepWiring(FunctionBeans beans, Problems problems, FlowWiring.Position position, FlowWiring flows) {
        this.beans = beans;
        this.problems = problems;
        this.position = position;
        this.flow = position.types();
        this.calls = new CallWiring(problems);
        this.aggregations = new AggregationWiring(beans, problems, flow);
        this.joins = new JoinWiring(beans, problems, position, flows);
    }

    /**
     * Builds the step behind another one.
     *
     * @param index its index in the flow
     */
    Step wire(StepProperties step, int index, Step before) {
        String label = DeclaredPipeline.stepPlace(index, Objects.requireNonNullElse(step.name(), ""));
        String at = position.place() + ", " + label;
        Map<StepKind, String> verbs = step.verbs();
        if (verbs.size() != 1) {
            problems.add(
                    at,
                    verbs.isEmpty()
                            ? "It does not say what to do."
                            : "It says more than one thing to do: %s.".formatted(StepKind.keys(verbs.keySet())),
                    "Write exactly one of %s.".formatted(StepKind.keys(List.of(StepKind.values()))));
            flow.leave(label, null);
            flow.leaveKey(label, null);
            // as a partitioning it keeps state behind it from being reported as state without a key
            return new Step.Partition(
                    before, FlowWiring.name(step.name(), true, before, position.scope()), Placeholder.PARTITION);
        }
        StepKind verb = verbs.keySet().iterator().next();
        rejectMisplaced(step, verb, at);
        String bean = verbs.values().iterator().next();
        String name = FlowWiring.name(step.name(), verb.partitions(), before, position.scope());
        return step(step, verb, bean, new Spot(before, name, label, at));
    }

    private void rejectMisplaced(StepProperties step, StepKind verb, String at) {
        if (step.keys() != null && verb != StepKind.PARTITION) {
            problems.add(at, "'keys' does not belong to '%s'.".formatted(verb.key()), "Move it to a 'partition' step.");
        }
        if (step.state() != null && !verb.stateful()) {
            problems.add(
                    at,
                    "'state' does not belong to '%s'.".formatted(verb.key()),
                    "Remove it, or write compute-state, compute-state-multi or aggregate.");
        }
        if (step.window() != null && verb != StepKind.AGGREGATE) {
            problems.add(
                    at, "'window' does not belong to '%s'.".formatted(verb.key()), "Remove it, or write aggregate.");
        }
        if (step.of() != null && verb != StepKind.AGGREGATE) {
            problems.add(at, "'of' does not belong to '%s'.".formatted(verb.key()), "Remove it, or write aggregate.");
        }
        calls.rejectMisplaced(step, verb, at);
        joins.rejectMisplaced(step, verb, at);
        if (step.onTimer() != null && verb != StepKind.COMPUTE_STATE) {
            problems.add(
                    at,
                    "'%s' does not belong to '%s'.".formatted(ON_TIMER, verb.key()),
                    "Remove it, or write compute-state.");
        }
    }

    private Step step(StepProperties step, StepKind verb, String bean, Spot spot) {
        return switch (verb) {
            case COMPUTE -> {
                var found = function(Computation.class, verb, bean, spot);
                yield new Step.Compute(spot.before, spot.name, found == null ? Placeholder.COMPUTATION : found.bean());
            }
            case COMPUTE_MULTI -> {
                var found = function(MultiComputation.class, verb, bean, spot);
                yield new Step.ComputeMulti(spot.before, spot.name, found == null ? Placeholder.MULTI : found.bean());
            }
            case COMPUTE_ASYNC -> {
                var found = function(AsyncComputation.class, verb, bean, spot);
                yield new Step.ComputeAsync(
                        spot.before,
                        spot.name,
                        calls.wire(step, spot.place),
                        found == null ? Placeholder.ASYNC : found.bean());
            }
            case COMPUTE_BLOCKING -> {
                var found = function(Computation.class, verb, bean, spot);
                yield new Step.ComputeBlocking(
                        spot.before,
                        spot.name,
                        calls.wire(step, spot.place),
                        found == null ? Placeholder.COMPUTATION : found.bean());
            }
            case PARTITION -> partition(step, bean, spot);
            case COLLECT -> {
                flow.leaveKey(spot.label, ResolvableType.forClass(String.class));
                yield new Step.Collect(spot.before, spot.name);
            }
            case ALSO, BRANCHES -> throw new IllegalStateException("'%s' is a flow".formatted(verb.key()));
            case COMPUTE_STATE -> {
                StateFunction found = stateFunction(verb, bean, spot);
                yield new Step.ComputeState(
                        spot.before,
                        spot.name,
                        state(step, found.state(), "the bean '%s'".formatted(bean), spot),
                        found.bean() == null
                                ? Placeholder.STATE_COMPUTATION
                                : (KeyedStateComputation<?, ?, ?, ?>) found.bean(),
                        step.onTimer() == null ? null : onTimer(step.onTimer(), found, bean, spot));
            }
            case AGGREGATE -> aggregate(step, bean, spot);
            case JOIN -> joins.wire(step, spot.before, spot.name, spot.label);
            case COMPUTE_STATE_MULTI -> {
                StateFunction found = stateFunction(verb, bean, spot);
                yield new Step.ComputeStateMulti(
                        spot.before,
                        spot.name,
                        state(step, found.state(), "the bean '%s'".formatted(bean), spot),
                        found.bean() == null
                                ? Placeholder.MULTI_STATE
                                : (KeyedMultiStateComputation<?, ?, ?, ?>) found.bean());
            }
        };
    }

    private <T> @Nullable TypedBean<T> function(Class<T> kind, StepKind verb, String bean, Spot spot) {
        return function(kind, INPUT, verb, bean, spot);
    }

    /**
     * A function that computes with state.
     *
     * @param bean the function, or {@code null} if there is none
     * @param state the type of the state that it takes; {@code null} if that is not known
     * @param output the type of what it gives; likewise
     */
    private record StateFunction(
            @Nullable Object bean,
            @Nullable ResolvableType state,
            @Nullable ResolvableType output) {}

    private StateFunction stateFunction(StepKind verb, String bean, Spot spot) {
        boolean keyed = beans.isA(bean, verb.keyedFunction()) && !beans.isA(bean, verb.function());
        Class<?> kind = keyed ? verb.keyedFunction() : verb.function();
        int first = keyed ? INPUT + 1 : INPUT;
        TypedBean<?> found = function(kind, first, verb, bean, spot);
        if (found == null) {
            return new StateFunction(null, null, null);
        }
        if (keyed) {
            flow.enterKey(spot.label, found.type(KEY));
        }
        return new StateFunction(found.bean(), found.type(first + 1), found.output());
    }

    private Step aggregate(StepProperties step, String name, Spot spot) {
        Window window = step.window() == null ? null : new WindowWiring(problems).wire(step.window(), spot.place);
        AggregationWiring.Found found = aggregations.find(step, name, spot.label, spot.place);
        State<?> state = state(step, found.accumulator(), found.called(), spot);
        aggregations.leave(found, Placeholder.isState(state) ? null : stateType(step.state(), state), spot.label);
        return new Step.Aggregate(spot.before, spot.name, window, state, found.function());
    }

    /** What a step does when a timer fires: it has the types of the step's function, but for the event. */
    private @Nullable KeyedOnTimer<?, ?, ?> onTimer(String name, StateFunction function, String bean, Spot spot) {
        boolean keyed = beans.isA(name, KeyedOnTimer.class) && !beans.isA(name, OnTimer.class);
        Class<?> kind = keyed ? KeyedOnTimer.class : OnTimer.class;
        TypedBean<?> found = beans.find(kind, ON_TIMER, name, spot.place);
        if (found == null) {
            return null;
        }
        if (keyed) {
            flow.enterKey(spot.label, found.type(KEY));
        }
        ResolvableType state = found.type(keyed ? KEY + 1 : KEY);
        if (differs(function.state(), state)) {
            problems.add(
                    spot.place,
                    "The bean '%s' takes the state %s, but the bean '%s' of the same step takes %s."
                            .formatted(name, state, bean, function.state()),
                    "Name an on-timer bean that takes the state %s.".formatted(function.state()));
        }
        if (differs(found.output(), function.output())) {
            problems.add(
                    spot.place,
                    "The bean '%s' gives %s, but the bean '%s' of the same step gives %s."
                            .formatted(name, found.output(), bean, function.output()),
                    "Name an on-timer bean that gives %s.".formatted(function.output()));
        }
        return (KeyedOnTimer<?, ?, ?>) found.bean();
    }

    private static boolean differs(@Nullable ResolvableType given, @Nullable ResolvableType wanted) {
        return given != null && wanted != null && !TypeFlow.fits(given, wanted);
    }

    private <T> @Nullable TypedBean<T> function(Class<T> kind, int input, StepKind verb, String bean, Spot spot) {
        TypedBean<T> found = beans.find(kind, verb.key(), bean, spot.place);
        if (found == null) {
            flow.leave(spot.label, null);
            return null;
        }
        flow.enter(spot.label, found.type(input));
        flow.leave(spot.label, found.output());
        return found;
    }

    private Step partition(StepProperties step, String bean, Spot spot) {
        TypedBean<?> found = beans.find(PartitionFunction.class, StepKind.PARTITION.key(), bean, spot.place);
        if (found == null) {
            flow.leaveKey(spot.label, null);
            return new Step.Partition(spot.before, spot.name, Placeholder.PARTITION);
        }
        flow.leaveKey(spot.label, found.type(PARTITION_KEY));
        flow.enter(spot.label, found.type(INPUT));
        PartitionFunction<?, ?> by = (PartitionFunction<?, ?>) found.bean();
        if (step.keys() == null) {
            return new Step.Partition(spot.before, spot.name, by);
        }
        ResolvableType type = found.type(PARTITION_KEY);
        if (type == null) {
            return new Step.Partition(spot.before, spot.name, Placeholder.PARTITION);
        }
        try {
            return new Step.FixedPartition(spot.before, spot.name, by, KeyList.parse(step.keys(), type.toClass()));
        } catch (UnreadableKeyException unreadable) {
            problems.add(
                    spot.place + ", keys",
                    Objects.requireNonNullElse(unreadable.getMessage(), ""),
                    "The bean '%s' gives keys of type %s; write them like \"a..z,!\" or \"1..10\"."
                            .formatted(bean, type));
            return new Step.Partition(spot.before, spot.name, Placeholder.PARTITION);
        }
    }

    /**
     * The state of a step.
     *
     * @param by what computes with it, for messages
     */
    private State<?> state(StepProperties step, @Nullable ResolvableType wanted, String by, Spot spot) {
        State<?> state = beans.untyped(State.class, "state", step.state(), spot.place);
        if (state == null || step.state() == null) {
            return Placeholder.state(spot.place);
        }
        ResolvableType given = stateType(step.state(), state);
        if (wanted != null && !TypeFlow.fits(given, wanted)) {
            problems.add(
                    spot.place,
                    "The state '%s' is a %s, but %s computes with a %s.".formatted(step.state(), given, by, wanted),
                    "Name a State of type %s, or a computation that takes the state as it is.".formatted(wanted));
        }
        return state;
    }

    private ResolvableType stateType(@Nullable String bean, State<?> state) {
        List<ResolvableType> declared = bean == null ? null : beans.declaredTypes(State.class, bean, state);
        return declared == null ? ResolvableType.forClass(state.type()) : declared.getFirst();
    }

    /**
     * Where a step is.
     *
     * @param before the step before it
     * @param name the name that the step gets
     * @param label the step within its pipeline
     * @param place the step within the application
     */
    private record Spot(Step before, String name, String label, String place) {}
}
