package dev.bettong.pipeline;

import java.lang.reflect.Type;
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

    /** The test of a branch that takes the events of a type. */
    record InstanceOf(Class<?> type) implements Predicate<Object> {

        @Override
        public boolean test(Object event) {
            return type.isInstance(event);
        }
    }

    /** A step that brings events together by their keys, for all steps up to the next of its kind. */
    sealed interface Partitioning extends Step {

        /** The type of the events as its author declares it; {@code null} if the author leaves it to the functions. */
        @Nullable
        Type eventType();

        /** The same step, whose events are declared to be of a type. */
        Partitioning carrying(Type type);
    }

    /** Events go to the owner of their key's hash; any key is welcome. */
    record Partition(
            Step before,
            String name,
            PartitionFunction<?, ?> by,
            @Nullable Type eventType) implements Partitioning {

        /** A step that leaves the type of its events to the functions. */
        public Partition(Step before, String name, PartitionFunction<?, ?> by) {
            this(before, name, by, null);
        }

        @Override
        public Partition carrying(Type type) {
            return new Partition(before, name, by, type);
        }
    }

    /** Events go to the owner of their key, which must be one of {@code keys}; every key is a partition. */
    record FixedPartition(
            Step before,
            String name,
            PartitionFunction<?, ?> by,
            List<?> keys,
            @Nullable Type eventType) implements Partitioning {

        public FixedPartition {
            // not List.copyOf: a null among the keys is a fault that the start-up check reports with all others
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
        }

        /** A step that leaves the type of its events to the functions. */
        public FixedPartition(Step before, String name, PartitionFunction<?, ?> by, List<?> keys) {
            this(before, name, by, keys, null);
        }

        @Override
        public FixedPartition carrying(Type type) {
            return new FixedPartition(before, name, by, keys, type);
        }
    }

    /** All events go to one place, in the order in which they arrive there. */
    record Collect(Step before, String name, @Nullable Type eventType) implements Partitioning {

        /** A step that leaves the type of its events to the functions. */
        public Collect(Step before, String name) {
            this(before, name, null);
        }

        @Override
        public Collect carrying(Type type) {
            return new Collect(before, name, type);
        }
    }
}
