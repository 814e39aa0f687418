package dev.bettong.chain;

import dev.bettong.calls.BlockingCall;
import dev.bettong.calls.StepCalls;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailureReason;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.StateAccess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds a chain from its ends to its beginning, since every operator knows the next one. The types were checked where the
 * pipeline was made, by the compiler or by the start-up check; from here on an event is an object.
 */
final class ChainCompiler {

    private final Pipeline pipeline;
    private final int partitions;
    private final OperatorContext context;
    private final EntryPoints entryPoints;
    private final StepPosition position = new StepPosition();
    private final Segments cuts;
    private final @Nullable EventTimes times; // where the events bring their time with them
    private final IdentityHashMap<Step, List<Step>> behind = new IdentityHashMap<>();
    private final IdentityHashMap<Step, List<Pipeline.Delivery>> deliveries = new IdentityHashMap<>();
    private final IdentityHashMap<Step, Operator> operators = new IdentityHashMap<>();
    private final IdentityHashMap<Step.Join, TimedSteps.Sides> joins = new IdentityHashMap<>();
    private final IdentityHashMap<Step, PartitionCounters> counters = new IdentityHashMap<>();
    private final IdentityHashMap<Step, StepCalls> stepCalls = new IdentityHashMap<>();
    private final ChainParts parts;
    private final TimedSteps timed;
    private final Entrance[] segments;
    private final Map<String, Entrance> entries = new HashMap<>(); // by the names of entry points

    ChainCompiler(Pipeline pipeline, int partitions, OperatorContext context, EntryPoints entryPoints) {
        this.entryPoints = entryPoints;
        this.pipeline = pipeline;
        this.partitions = partitions;
        this.context = context;
        this.parts = new ChainParts(pipeline, partitions, context, entryPoints);
        this.cuts = new Segments(pipeline);
        this.times = EventTimes.in(pipeline) ? new EventTimes(pipeline, cuts, position, context) : null;
        this.timed = new TimedSteps(parts, context, cuts, position, times);
        this.segments = new Entrance[cuts.count() - 1];
        for (Step step : pipeline.steps()) {
            for (Step before : step.before()) {
                behind.computeIfAbsent(before, first -> new ArrayList<>()).add(step);
            }
        }
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            deliveries
                    .computeIfAbsent(delivery.from(), from -> new ArrayList<>())
                    .add(delivery);
        }
    }

    OperatorChain compile() {
        List<Decoding> decodings = pipeline.from().stream().map(this::decoding).toList();
        position.home(decodings.getFirst().next());
        if (times != null) {
            addTimers(times);
        }
        return new OperatorChain(
                decodings,
                new OperatorChain.Entrances(
                        List.of(segments),
                        entries,
                        entryPoints,
                        partition -> context.owner(partition) == context.worker()),
                parts.calls(),
                inOrder(timed.timers()),
                inOrder(stepCalls),
                inOrder(counters),
                parts.failures(),
                position,
                context.clock(),
                times);
    }

    /** In the order of the steps, which is that of timers that fire at the same time. */
    private void addTimers(EventTimes of) {
        for (Step step : pipeline.steps()) {
            StepTimers set = timed.timers().get(step);
            if (set != null) {
                TimedSteps.segment(of, cuts, step).add(set);
            }
        }
    }

    private Decoding decoding(Step.From from) {
        String source = from.name();
        FailureCounter decode = parts.failure(source, FailureReason.DECODE);
        FailureCounter timeless = times == null ? null : parts.failure(source, FailureReason.TIME);
        Entrance next = position.add(source, behind(from));
        return new Decoding(from.source().decoder(), decode, timeless, parts.framing(source), next, next.first());
    }

    private <T> List<T> inOrder(IdentityHashMap<Step, T> bySteps) {
        return pipeline.steps().stream()
                .filter(bySteps::containsKey)
                .map(bySteps::get)
                .toList();
    }

    /** What takes the outputs of a step; made once, since several flows may lead to a step where they merge. */
    private Operator behind(Step step) {
        Operator known = operators.get(step);
        if (known == null) {
            known = newBehind(step);
            operators.put(step, known);
        }
        return known;
    }

    private Operator newBehind(Step step) {
        List<Operator> next = new ArrayList<>();
        List<Step> steps = behind.getOrDefault(step, List.of());
        Set<Step> joined = Collections.newSetFromMap(new IdentityHashMap<>()); // on their left side
        for (Step each : steps) {
            if (each instanceof Step.Merge merge) {
                next.add(behind(merge));
            } else if (each instanceof Step.Join join) {
                boolean left = isLeft(join, step) && joined.add(join);
                next.add(left ? sides(join).left() : sides(join).right());
            } else if (!(each instanceof Step.When when)) {
                next.add(operator(each));
            } else if (when.matches()) {
                next.add(branch(when, steps));
            }
        }
        for (Pipeline.Delivery delivery : deliveries.getOrDefault(step, List.of())) {
            next.add(encoder(delivery));
        }
        return next.size() == 1 ? next.getFirst() : new BroadcastOperator(next);
    }

    private Operator encoder(Pipeline.Delivery delivery) {
        Sink<?> sink = delivery.sink();
        String entry = EntryPoints.nameOf(delivery, pipeline);
        FailureCounter encode = parts.failure(sink.name(), FailureReason.ENCODE);
        EntryPoints.Place place = new EntryPoints.Place(sink.name(), entryPoints, entry);
        Operator encoder = new EncodeOperator(ChainParts.erased(sink.encoder()), place, encode, context.outlet(sink));
        entries.put(entry, position.add(null, encoder));
        return encoder;
    }

    private Operator branch(Step.When taken, List<Step> siblings) {
        Operator others = siblings.stream()
                .filter(each -> each instanceof Step.When when
                        && !when.matches()
                        && when.name().equals(taken.name()))
                .findFirst()
                .map(this::behind)
                .orElseGet(() -> new BroadcastOperator(List.of()));
        Predicate<Object> test = ChainParts.erased(taken.test());
        FailureCounter failed = parts.failure(taken.name(), FailureReason.COMPUTE);
        Operator branch = new BranchOperator(test, parts.place(taken.name()), failed, behind(taken), others);
        entries.put(taken.name(), position.add(null, branch));
        return branch;
    }

    @SuppressWarnings("ReferenceEquality") // this very step
    private static boolean isLeft(Step.Join join, Step step) {
        return join.left() == step;
    }

    /** Made once, since both flows lead to it. */
    private TimedSteps.Sides sides(Step.Join step) {
        TimedSteps.Sides known = joins.get(step);
        if (known == null) {
            known = timed.join(step, behind(step));
            joins.put(step, known);
            segments[cuts.behind(step).first() - 1] = known.behind();
            entries.put(step.name(), position.add(null, known.left()));
            entries.put(EntryPoints.rightOf(step), position.add(null, known.right()));
        }
        return known;
    }

    private Operator operator(Step step) {
        Operator operator = operator(step, behind(step));
        entries.put(step.name(), position.add(null, operator));
        return operator;
    }

    private Operator operator(Step step, Operator next) {
        return switch (step) {
            case Step.From source -> throw new IllegalStateException("'%s' is behind a step".formatted(source.name()));
            case Step.Merge merge -> throw new IllegalStateException("'%s' calls nothing".formatted(merge.name()));
            case Step.Join join -> throw new IllegalStateException("'%s' has two sides".formatted(join.name()));
            case Step.When half ->
                throw new IllegalStateException("'%s' is built with its test".formatted(half.name()));
            case Step.Compute compute -> {
                Computation<Object, Object> function = ChainParts.erased(compute.function());
                Call<Object> call = (event, key, partition) -> function.compute(event);
                yield single(step, call, next);
            }
            case Step.ComputeMulti compute -> {
                MultiComputation<Object, Object> function = ChainParts.erased(compute.function());
                Call<List<Object>> call = (event, key, partition) -> function.compute(event);
                yield multi(step, call, next);
            }
            case Step.ComputeState compute -> {
                if (compute.onTimer() != null) {
                    yield timed.compute(compute, compute.onTimer(), next);
                }
                KeyedStateComputation<Object, Object, Object, Object> function = ChainParts.erased(compute.function());
                StateAccess entities = context.state(compute.state(), parts.partitioningOf(step));
                Call<Object> call = new StateCall<>(function::compute, entities);
                yield single(step, call, next);
            }
            case Step.ComputeStateMulti compute -> {
                KeyedMultiStateComputation<Object, Object, Object, Object> function =
                        ChainParts.erased(compute.function());
                StateAccess entities = context.state(compute.state(), parts.partitioningOf(step));
                Call<List<Object>> call = new StateCall<>(function::compute, entities);
                yield multi(step, call, next);
            }
            case Step.Aggregate aggregate -> timed.aggregate(aggregate, next);
            case Step.ComputeAsync async -> asks(async, ChainParts.erased(async.function()), next);
            case Step.ComputeBlocking blocking -> {
                String thread = "bettong-call-" + step.name();
                yield asks(blocking, new BlockingCall(thread, ChainParts.erased(blocking.function())), next);
            }
            case Step.Partition partition -> route(partition, ChainParts.erased(partition.by()), next);
            case Step.FixedPartition partition -> route(partition, ChainParts.erased(partition.by()), next);
            case Step.Collect collect -> route(collect, event -> Partitioning.Single.KEY, next);
        };
    }

    private Operator route(Step.Partitioning step, PartitionFunction<Object, Object> by, Operator next) {
        int segment = cuts.behind(step).first();
        segments[segment - 1] = position.add(null, next);
        RouteOperator.Failures failed = new RouteOperator.Failures(
                parts.failure(step.name(), FailureReason.PARTITION),
                parts.failure(step.name(), FailureReason.UNKNOWN_PARTITION));
        Partitioning partitioning = Partitioning.of(step, partitions);
        PartitionCounters counted = new PartitionCounters(step.name(), partitioning.count());
        counters.put(step, counted);
        RouteOperator.Route route = new RouteOperator.Route(by, partitioning, segment, parts.place(step.name()));
        Operator arrives = times == null ? next : new ArriveOperator(times, segment, next);
        return new RouteOperator(route, context, counted, failed, arrives);
    }

    private Operator single(Step step, Call<Object> call, Operator next) {
        FailureCounter failed = parts.failure(step.name(), FailureReason.COMPUTE);
        ComputeOperator operator =
                new ComputeOperator(call, parts.counters(step), parts.place(step.name()), failed, next);
        parts.calls(step, operator);
        return operator;
    }

    private Operator asks(Step.Calling step, AsyncComputation<Object, Object> function, Operator next) {
        int segment = cuts.behind(step).first();
        Entrance behind = position.add(step.name(), next);
        segments[segment - 1] = behind;
        boolean timersBehind = times != null && cuts.timedBehind(step);
        AsyncOperator operator = new AsyncOperator(
                new AsyncOperator.Asked(function, step.calls(), step.partitioning() != null),
                context.calls(step),
                new StepCounters(step.name(), nanos -> {}), // calls have a meter of their own
                parts.place(step.name()),
                parts.failure(step.name(), FailureReason.COMPUTE),
                new AsyncOperator.Behind(segment, behind, context.clock(), times, timersBehind),
                context.worker());
        if (times != null) {
            times.heldBack(segment, operator.calls()::watermark);
        }
        parts.calls(step, operator);
        stepCalls.put(step, operator.calls());
        return operator;
    }

    private Operator multi(Step step, Call<List<Object>> call, Operator next) {
        FailureCounter failed = parts.failure(step.name(), FailureReason.COMPUTE);
        ComputeMultiOperator operator =
                new ComputeMultiOperator(call, parts.counters(step), parts.place(step.name()), failed, next);
        parts.calls(step, operator);
        return operator;
    }
}
