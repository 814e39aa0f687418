package dev.bettong.chain;

import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailureReason;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.Entities;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a chain from its end to its beginning, since every operator knows the next one. The types were checked where the
 * pipeline was made, by the compiler or by the start-up check; from here on an event is an object.
 */
final class ChainCompiler {

    private final Pipeline pipeline;
    private final int partitions;
    private final OperatorContext ports;
    private final List<CallOperator<?>> steps = new ArrayList<>();
    private final List<PartitionCounters> partitionings = new ArrayList<>();
    private final List<FailureCounter> failures = new ArrayList<>();

    ChainCompiler(Pipeline pipeline, int partitions, OperatorContext ports) {
        this.pipeline = pipeline;
        this.partitions = partitions;
        this.ports = ports;
    }

    OperatorChain compile() {
        List<Operator> segments = new ArrayList<>();
        Operator next = end();
        for (int i = pipeline.steps().size() - 1; i >= 0; i--) {
            Step step = pipeline.steps().get(i);
            if (step instanceof Step.Partitioning) {
                segments.addFirst(next);
            }
            next = operator(step, i, next);
        }
        segments.addFirst(next);
        String source = pipeline.source().name();
        FailureCounter decode = failure(source, FailureReason.DECODE);
        Map<FailureReason, FailureCounter> framing = new EnumMap<>(FailureReason.class);
        for (FailureReason reason : FailureReason.values()) {
            if (reason.framing()) {
                framing.put(reason, failure(source, reason));
            }
        }
        return new OperatorChain(
                pipeline.source().decoder(),
                decode,
                framing,
                segments,
                steps.reversed(),
                partitionings.reversed(),
                failures.reversed());
    }

    private Operator end() {
        List<Operator> branches = new ArrayList<>();
        for (Sink<?> sink : pipeline.sinks()) {
            FailureCounter encode = failure(sink.name(), FailureReason.ENCODE);
            branches.add(new EncodeOperator(erased(sink.encoder()), encode, ports.outlet(sink)));
        }
        return branches.size() == 1 ? branches.getFirst() : new BroadcastOperator(branches);
    }

    private Operator operator(Step step, int index, Operator next) {
        return switch (step) {
            case Step.Compute compute -> {
                Computation<Object, Object> function = erased(compute.function());
                Call<Object> call = (event, key, partition) -> function.compute(event);
                yield single(step, call, next);
            }
            case Step.ComputeMulti compute -> {
                MultiComputation<Object, Object> function = erased(compute.function());
                Call<List<Object>> call = (event, key, partition) -> function.compute(event);
                yield multi(step, call, next);
            }
            case Step.ComputeState compute -> {
                StateComputation<Object, Object, Object> function = erased(compute.function());
                Entities entities = ports.entities().of(compute.state(), partitioningOf(index));
                Call<Object> call = new StateCall<>(function::compute, entities);
                yield single(step, call, next);
            }
            case Step.ComputeStateMulti compute -> {
                MultiStateComputation<Object, Object, Object> function = erased(compute.function());
                Entities entities = ports.entities().of(compute.state(), partitioningOf(index));
                Call<List<Object>> call = new StateCall<>(function::compute, entities);
                yield multi(step, call, next);
            }
            case Step.Partition partition -> route(partition, erased(partition.by()), index, next);
            case Step.FixedPartition partition -> route(partition, erased(partition.by()), index, next);
            case Step.Collect collect -> route(collect, event -> Partitioning.Single.KEY, index, next);
        };
    }

    private Operator route(Step.Partitioning step, PartitionFunction<Object, Object> by, int index, Operator next) {
        RouteOperator.StepFailures kinds = new RouteOperator.StepFailures(
                failure(step.name(), FailureReason.PARTITION), failure(step.name(), FailureReason.UNKNOWN_PARTITION));
        Partitioning partitioning = Partitioning.of(step, partitions);
        PartitionCounters counters = new PartitionCounters(step.name(), partitioning.count());
        partitionings.add(counters);
        return new RouteOperator(by, partitioning, segmentBehind(index), ports, counters, kinds, next);
    }

    private int segmentBehind(int index) {
        return (int) pipeline.steps().subList(0, index + 1).stream()
                .filter(Step.Partitioning.class::isInstance)
                .count();
    }

    /** The partitioning in force at a step: the last one before it. */
    private Partitioning partitioningOf(int index) {
        return pipeline.steps().subList(0, index).reversed().stream()
                .filter(Step.Partitioning.class::isInstance)
                .map(Step.Partitioning.class::cast)
                .findFirst()
                .map(step -> Partitioning.of(step, partitions))
                .orElseThrow();
    }

    private Operator single(Step step, Call<Object> call, Operator next) {
        FailureCounter failures = failure(step.name(), FailureReason.COMPUTE);
        ComputeOperator operator = new ComputeOperator(call, counters(step), failures, next);
        steps.add(operator);
        return operator;
    }

    private Operator multi(Step step, Call<List<Object>> call, Operator next) {
        FailureCounter failures = failure(step.name(), FailureReason.COMPUTE);
        ComputeMultiOperator operator = new ComputeMultiOperator(call, counters(step), failures, next);
        steps.add(operator);
        return operator;
    }

    private StepCounters counters(Step step) {
        return new StepCounters(step.name(), ports.durations(step.name()));
    }

    private FailureCounter failure(String place, FailureReason reason) {
        FailureCounter counter =
                new FailureCounter(pipeline.name(), place, reason, pipeline.onFailure(), ports, System::nanoTime);
        failures.add(counter);
        return counter;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // neighbours' types were checked before
    private static <T> T erased(Object function) {
        return (T) function;
    }
}
