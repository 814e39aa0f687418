package dev.bettong.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One step of a pipeline between its source and its sinks. The builder keeps the types of neighbours in line. */
public sealed interface Step {

    /** Name of the step, unique in its pipeline; metrics and failures carry it. */
    String name();

    record Compute(String name, Computation<?, ?> function) implements Step {}

    record ComputeMulti(String name, MultiComputation<?, ?> function) implements Step {}

    record ComputeState(String name, State<?> state, StateComputation<?, ?, ?> function) implements Step {}

    record ComputeStateMulti(String name, State<?> state, MultiStateComputation<?, ?, ?> function) implements Step {}

    /** A step that brings events together by their keys, for all steps up to the next of its kind. */
    sealed interface Partitioning extends Step {}

    /** Events go to the owner of their key's hash; any key is welcome. */
    record Partition(String name, PartitionFunction<?, ?> by) implements Partitioning {}

    /** Events go to the owner of their key, which must be one of {@code keys}; every key is a partition. */
    record FixedPartition(String name, PartitionFunction<?, ?> by, List<?> keys) implements Partitioning {

        public FixedPartition {
            // not List.copyOf: a null among the keys is a fault that the start-up check reports with all others
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
        }
    }

    /** All events go to one place, in the order in which they arrive there. */
    record Collect(String name) implements Partitioning {}
}
