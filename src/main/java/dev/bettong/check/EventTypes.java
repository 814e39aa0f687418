package dev.bettong.check;

import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.format.TypedDecoder;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.FunctionBeans;
import dev.bettong.wiring.TypeFlow;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * Finds the types of the events of one pipeline. In this order: what the function says that makes them, what the author
 * declares at a partitioning ({@code carrying}) or join, what a function says that takes them. A function says its types where it is
 * a bean, or of a class that gives them. Used once.
 */
final class EventTypes {

    private final DeclaredPipeline declared;
    private final FunctionBeans beans;
    private final IdentityHashMap<Step, ResolvableType> known =
            new IdentityHashMap<>(); // by the step that makes the events

    private EventTypes(DeclaredPipeline declared, FunctionBeans beans) {
        this.declared = declared;
        this.beans = beans;
    }

    /**
     * The types of the events that leave the steps of a pipeline, its source among them; those that are not known are
     * missing. Reports a declared type that those events are not of.
     *
     * @return by the very step
     */
    static Map<Step, EventType> of(DeclaredPipeline declared, FunctionBeans beans, Problems problems) {
        EventTypes types = new EventTypes(declared, beans);
        types.fromMakers();
        types.check(problems);
        types.fromDeclarations();
        types.fromTakers();
        return types.leaving();
    }

    private void fromMakers() {
        Pipeline pipeline = declared.pipeline();
        pipeline.from().forEach(from -> put(from, decoded(from.source())));
        for (Step step : pipeline.steps()) {
            if (makes(step)) {
                put(step, made(step));
            }
        }
    }

    private void put(Step step, @Nullable ResolvableType type) {
        if (type != null) {
            known.put(step, type);
        }
    }

    private @Nullable ResolvableType decoded(Source<?> source) {
        ResolvableType type = beans.declaredType(Decoder.class, 0, source.decoder());
        if (type != null) {
            return type;
        }
        Decoder<?> payload = source.decoder() instanceof FramedDecoder<?> framed ? framed.payload() : source.decoder();
        return payload instanceof TypedDecoder<?> typed && typed.type().getTypeParameters().length == 0
                ? ResolvableType.forClass(typed.type())
                : beans.declaredType(Decoder.class, 0, payload);
    }

    /** Whether a step makes events, or at least says more of their type, instead of passing on those that come. */
    private static boolean makes(Step step) {
        return switch (step) {
            case Step.From source -> true;
            case Step.Compute compute -> true;
            case Step.ComputeMulti compute -> true;
            case Step.Calling calling -> true;
            case Step.ComputeState compute -> true;
            case Step.ComputeStateMulti compute -> true;
            case Step.Aggregate aggregate -> true;
            case Step.Join join -> true;
            case Step.Merge merge -> true;
            case Step.When branch -> narrowed(branch) != null;
            case Step.Partitioning partitioning -> false;
        };
    }

    private @Nullable ResolvableType made(Step step) {
        if (step instanceof Step.When branch) {
            return ResolvableType.forClass(narrowed(branch));
        }
        if (step instanceof Step.Merge merge) {
            return merged(merge);
        }
        if (step instanceof Step.Join join) {
            return beans.declaredType(JoinFunction.class, 2, join.function());
        }
        Taker taker = taker(step);
        ResolvableType comes = known.get(maker(((Step.Following) step).from()));
        ResolvableType takes = taken(taker);
        if (comes != null && takes != null && !TypeFlow.fits(comes, takes)) {
            return null; // an object that is a bean as well, where it takes and gives something else
        }
        return taker == null ? null : beans.declaredType(taker.kind(), taker.output(), taker.function());
    }

    /** The type that one of the flows has, if those of the others are of it. */
    private @Nullable ResolvableType merged(Step.Merge merge) {
        List<@Nullable ResolvableType> all = new ArrayList<>();
        merge.before().forEach(before -> all.add(known.get(maker(before))));
        return all.stream()
                .filter(type ->
                        type != null && all.stream().allMatch(other -> other != null && TypeFlow.fits(other, type)))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Class<?> narrowed(Step.When branch) {
        return branch.matches() && branch.test() instanceof Step.InstanceOf test ? test.type() : null;
    }

    /** The step that has made the events that leave a step. */
    private static Step maker(Step step) {
        Step maker = step;
        while (!makes(maker) && maker instanceof Step.Following following) {
            maker = following.from();
        }
        return maker;
    }

    private void check(Problems problems) {
        List<Step> steps = declared.pipeline().steps();
        for (int i = 0; i < steps.size(); i++) {
            Step maker = maker(steps.get(i));
            ResolvableType given = known.get(maker);
            ResolvableType carried = carried(steps.get(i));
            if (given != null && carried != null && !TypeFlow.fits(given, carried)) {
                problems.add(
                        declared.place(i),
                        "It is declared to carry events of type %s, but '%s' gives %s."
                                .formatted(carried, maker.name(), given),
                        "Say carrying(...) with that type or one above it, or leave it out.");
            }
        }
    }

    private static @Nullable ResolvableType carried(Step step) {
        return step instanceof Step.Partitioning partitioning && partitioning.eventType() != null
                ? ResolvableType.forType(partitioning.eventType())
                : null;
    }

    private void fromDeclarations() {
        for (Step step : declared.pipeline().steps()) {
            ResolvableType carried = carried(step);
            if (carried != null) {
                known.putIfAbsent(maker(step), carried);
            }
            if (step instanceof Step.Join join) {
                known.putIfAbsent(maker(join.left()), ResolvableType.forClass(join.leftType()));
                known.putIfAbsent(maker(join.right()), ResolvableType.forClass(join.rightType()));
            }
        }
    }

    /** What takes events may take more than come, so it counts only if it says a type that can be serialized. */
    private void fromTakers() {
        for (Step step : declared.pipeline().steps()) {
            if (step instanceof Step.Following following) {
                suggest(following.from(), taken(taker(step)));
            }
        }
        for (Pipeline.Delivery delivery : declared.pipeline().deliveries()) {
            suggest(
                    delivery.from(),
                    beans.declaredType(Encoder.class, 0, delivery.sink().encoder()));
        }
    }

    private void suggest(Step before, @Nullable ResolvableType type) {
        EventType event = type == null ? null : eventType(type);
        if (type != null && event != null && EventSerializer.problems(event).isEmpty()) {
            known.putIfAbsent(maker(before), type);
        }
    }

    private @Nullable ResolvableType taken(@Nullable Taker taker) {
        return taker == null ? null : beans.declaredType(taker.kind(), taker.input(), taker.function());
    }

    /**
     * What an author's function is.
     *
     * @param input index of the type argument that says what it takes
     * @param output index of the type argument that says what it gives
     */
    private record Taker(Class<?> kind, int input, int output, Object function) {}

    private static @Nullable Taker taker(Step step) {
        return switch (step) {
            case Step.Compute compute -> new Taker(Computation.class, 0, 1, compute.function());
            case Step.ComputeMulti compute -> new Taker(MultiComputation.class, 0, 1, compute.function());
            case Step.ComputeAsync compute -> new Taker(AsyncComputation.class, 0, 1, compute.function());
            case Step.ComputeBlocking compute -> new Taker(Computation.class, 0, 1, compute.function());
            case Step.ComputeState compute -> new Taker(KeyedStateComputation.class, 1, 3, compute.function());
            case Step.ComputeStateMulti compute ->
                new Taker(KeyedMultiStateComputation.class, 1, 3, compute.function());
            case Step.Aggregate aggregate -> new Taker(Aggregation.class, 0, 3, aggregate.function());
            case Step.Partition partition -> new Taker(PartitionFunction.class, 0, 0, partition.by());
            case Step.FixedPartition partition -> new Taker(PartitionFunction.class, 0, 0, partition.by());
            case Step.When branch ->
                branch.test() instanceof Step.InstanceOf ? null : new Taker(Predicate.class, 0, 0, branch.test());
            case Step.Collect collect -> null;
            case Step.Join join -> null;
            case Step.Merge merge -> null;
            case Step.From source -> null;
        };
    }

    private Map<Step, EventType> leaving() {
        IdentityHashMap<Step, EventType> leaving = new IdentityHashMap<>();
        List<Step> steps = new ArrayList<>(declared.pipeline().steps());
        steps.addAll(declared.pipeline().from());
        for (Step step : steps) {
            ResolvableType carried = carried(step);
            ResolvableType type = carried == null ? known.get(maker(step)) : carried;
            EventType event = type == null ? null : eventType(type);
            if (event != null) {
                leaving.put(step, event);
            }
        }
        return leaving;
    }

    /** Without the types of Spring; {@code null} if a part of it is open. */
    private static @Nullable EventType eventType(ResolvableType type) {
        Class<?> raw = type.resolve();
        if (raw == null) {
            return null;
        }
        if (raw.isArray()) {
            EventType element = eventType(type.getComponentType());
            return element == null ? null : EventType.arrayOf(element);
        }
        List<EventType> arguments = new ArrayList<>();
        for (ResolvableType argument : type.getGenerics()) {
            EventType event = eventType(argument);
            if (event == null) {
                return null;
            }
            arguments.add(event);
        }
        return EventType.of(raw, arguments);
    }
}
