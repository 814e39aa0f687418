package dev.bettong.wiring;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.problem.Problems;
import dev.bettong.properties.StepKind;
import dev.bettong.properties.StepProperties;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Finds the aggregations that the configuration names: beans, and those that are ready to use. */
final class AggregationWiring {

    private static final int INPUT = 0;
    private static final int ACCUMULATOR = 1;
    private static final int KEY = 2;

    private static final String OF = "of";
    private static final Object NO_ARGUMENT = new Object();

    private final FunctionBeans beans;
    private final Problems problems;
    private final TypeFlow flow;

    AggregationWiring(FunctionBeans beans, Problems problems, TypeFlow flow) {
        this.beans = beans;
        this.problems = problems;
        this.flow = flow;
    }

    /**
     * An aggregation.
     *
     * @param called for messages
     * @param accumulator what it computes with; {@code null} if that is not known, or whatever an event is
     * @param output what it gives; {@code null} if that is not known, or follows from the accumulator
     * @param keepsEvents whether the accumulator is an event
     */
    record Found(
            Aggregation<?, ?, ?, ?> function,
            String called,
            @Nullable ResolvableType accumulator,
            @Nullable ResolvableType output,
            boolean keepsEvents) {}

    /** The aggregation of a step. */
    Found find(StepProperties step, String name, String label, String place) {
        Optional<ReadyAggregation> ready = beans.isA(name, Aggregation.class)
                ? Optional.empty() // which takes its place
                : ReadyAggregation.named(name);
        if (step.of() != null && ready.map(ReadyAggregation::argument).isEmpty()) {
            problems.add(place, "'%s' does not belong to 'aggregate: %s'.".formatted(OF, name), "Remove it.");
        }
        return ready.map(each -> ready(each, name, step.of(), label, place)).orElseGet(() -> bean(name, label, place));
    }

    private Found bean(String name, String label, String place) {
        String called = "the bean '%s'".formatted(name);
        TypedBean<?> found = beans.find(Aggregation.class, StepKind.AGGREGATE.key(), name, place);
        if (found == null) {
            return new Found(Placeholder.AGGREGATION, called, null, null, false);
        }
        flow.enter(label, found.type(INPUT));
        flow.enterKey(label, found.type(KEY));
        return new Found(
                (Aggregation<?, ?, ?, ?>) found.bean(), called, found.type(ACCUMULATOR), found.output(), false);
    }

    private Found ready(ReadyAggregation ready, String name, @Nullable String of, String label, String place) {
        String called = "'%s'".formatted(name);
        ResolvableType accumulator = ready.accumulator() == null ? null : ResolvableType.forClass(ready.accumulator());
        Object argument = NO_ARGUMENT;
        Class<?> kind = ready.argument();
        if (kind != null) {
            TypedBean<?> found = beans.find(numeric(kind, of), OF, of, place);
            if (found == null) {
                return new Found(Placeholder.AGGREGATION, called, accumulator, null, false);
            }
            flow.enter(label, found.type(INPUT));
            argument = found.bean();
            accumulator = kind == BinaryOperator.class ? found.type(INPUT) : accumulator;
        }
        return new Found(ready.make(argument), called, accumulator, aggregated(accumulator), accumulator == null);
    }

    /** A function that gives whole numbers will do where decimals are wanted. */
    private Class<?> numeric(Class<?> kind, @Nullable String of) {
        return kind == ToDoubleFunction.class && of != null && beans.isA(of, ToLongFunction.class)
                ? ToLongFunction.class
                : kind;
    }

    /**
     * From here on events are the results of an aggregation.
     *
     * @param state the type of its state; {@code null} if that is not known
     */
    void leave(Found found, @Nullable ResolvableType state, String label) {
        if (found.keepsEvents) {
            flow.enter("the state of " + label, state);
        }
        flow.leave(label, found.keepsEvents ? aggregated(state) : found.output);
    }

    private @Nullable ResolvableType aggregated(@Nullable ResolvableType value) {
        ResolvableType key = flow.keyType();
        return key == null || value == null
                ? null
                : ResolvableType.forClassWithGenerics(Aggregation.Aggregated.class, key, value);
    }
}
