package dev.bettong.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline, which knows the step before it: two steps behind the same one each get all of its outputs. The
 * builder keeps the types of neighbours in line.
 */
public sealed interface Step {

    /** The step whose outputs come to this one; {@code null} at a source. */
    @Nullable
    Step before();

    /** Name of the step, unique in its pipeline; metrics and failures carry it. */
    String name();

    /** The partitioning that is in force at this step: the last one before it; {@code null} if there is none. */
    default @Nullable Partitioning partitioning() {
        for (Step step = before(); step != null; step = step.before()) {
            if (step instanceof Partitioning partitioning) {
                return partitioning;
            }
        }
        return null;
    }

    /** The state that the step works on; {@code null} if it works on none. */
    default @Nullable State<?> state() {
        return null;
    }

    /** The beginning of a pipeline. Has the name of the source. */
    record From(Source<?> source) implements Step {

        @Override
        public @Nullable Step before() {
            return null;
        }

        @Override
        public String name() {
            return source.name();
        }
    }

    record Compute(Step before, String name, Computation<?, ?> function) implements Step {}

    record ComputeMulti(Step before, String name, MultiComputation<?, ?> function) implements Step {}

    record ComputeState(Step before, String name, State<?> state, StateComputation<?, ?, ?> function) implements Step {}

    record ComputeStateMulti(Step before, String name, State<?> state, MultiStateComputation<?, ?, ?> function)
            implements Step {}

    /**
     * The events that pass a test, or those that do not. Both are steps with the same name, behind the same step.
     *
     * @param matches which of the two
     */
    record When(Step before, String name, Predicate<?> test, boolean matches) implements Step {}

    /** A step that brings events together by their keys, for all steps up to the next of its kind. */
    sealed interface Partitioning extends Step {}

    /** Events go to the owner of their key's hash; any key is welcome. */
    record Partition(Step before, String name, PartitionFunction<?, ?> by) implements Partitioning {}

    /** Events go to the owner of their key, which must be one of {@code keys}; every key is a partition. */
    record FixedPartition(Step before, String name, PartitionFunction<?, ?> by, List<?> keys) implements Partitioning {

        public FixedPartition {
            // not List.copyOf: a null among the keys is a fault that the start-up check reports with all others
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
        }
    }

    /** All events go to one place, in the order in which they arrive there. */
    record Collect(Step before, String name) implements Partitioning {}
}
