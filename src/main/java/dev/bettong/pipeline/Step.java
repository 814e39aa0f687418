package dev.bettong.pipeline;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline, which knows what is before it: two steps behind the same one each get all of its outputs. The
 * builder keeps the types of neighbours in line.
 *
 * <p>Compare steps by identity, and print their names: {@code equals}, {@code hashCode} and {@code toString} of a record
 * follow every way back to the sources, and merges double the number of ways.
 */
public sealed interface Step {

    /** The steps whose outputs come to this one: none at a source, several where flows merge or are joined. */
    List<Step> before();

    /** Name of the step, unique in its pipeline; metrics and failures carry it. */
    String name();

    /**
     * The partitioning whose keys the events have here: the last one before this step, on the left side of a join;
     * {@code null} if there is none, or if flows have merged since.
     */
    default @Nullable Partitioning partitioning() {
        Step step = this;
        while (step instanceof Following || step instanceof Join) {
            step = step.before().getFirst();
            if (step instanceof Partitioning partitioning) {
                return partitioning;
            }
        }
        return null;
    }

    /** The state that the author has named for the step; {@code null} if there is none. */
    default @Nullable State<?> state() {
        return null;
    }

    /** Whether keys can have timers in this step, of the author's or of the engine's. */
    default boolean timed() {
        return false;
    }

    /** A beginning of a pipeline. Has the name of the source. */
    record From(Source<?> source) implements Step {

        @Override
        public List<Step> before() {
            return List.of();
        }

        @Override
        public String name() {
            return source.name();
        }
    }

    /** The events of several flows, one by one as they come. They have no key here. */
    record Merge(List<Step> before) implements Step {

        /** The name of all merges, which nothing carries: a merge calls no function. */
        private static final String NAME = "merge";

        public Merge {
            before = List.copyOf(before);
        }

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * Makes at most one output of every two events of two flows that have the same key and are near enough in time.
     *
     * @param leftType class of the events of the left flow
     * @param rightType class of the events of the right flow
     */
    record Join(
            Step left,
            Step right,
            String name,
            Class<?> leftType,
            Class<?> rightType,
            Within within,
            JoinFunction<?, ?, ?> function)
            implements Step {

        @Override
        public List<Step> before() {
            return List.of(left, right);
        }

        @Override
        public boolean timed() {
            return true;
        }
    }

    /** A step behind exactly one other. */
    sealed interface Following extends Step {

        /** The step whose outputs come to this one. */
        Step from();

        @Override
        default List<Step> before() {
            return List.of(from());
        }
    }

    record Compute(Step from, String name, Computation<?, ?> function) implements Following {}

    record ComputeMulti(Step from, String name, MultiComputation<?, ?> function) implements Following {}

    /** A step whose function is elsewhere for a while: its outputs come later than the worker can wait for. */
    sealed interface Calling extends Following {

        /** How calls are made. */
        Calls calls();
    }

    /** Makes at most one output of an event, later. */
    record ComputeAsync(Step from, String name, Calls calls, AsyncComputation<?, ?> function) implements Calling {}

    /** Makes at most one output of an event with a function that may block, on a virtual thread of its own. */
    record ComputeBlocking(Step from, String name, Calls calls, Computation<?, ?> function) implements Calling {}

    /**
     * Makes at most one output of an event and the state of its key.
     *
     * @param onTimer called when the timer of a key fires; {@code null} if the step has no timers
     */
    record ComputeState(
            Step from,
            String name,
            State<?> state,
            KeyedStateComputation<?, ?, ?, ?> function,
            @Nullable KeyedOnTimer<?, ?, ?> onTimer)
            implements Following {

        /** A step without timers. */
        public ComputeState(Step from, String name, State<?> state, KeyedStateComputation<?, ?, ?, ?> function) {
            this(from, name, state, function, null);
        }

        @Override
        public boolean timed() {
            return onTimer != null;
        }
    }

    record ComputeStateMulti(Step from, String name, State<?> state, KeyedMultiStateComputation<?, ?, ?, ?> function)
            implements Following {}

    /**
     * Makes results of many events of a key.
     *
     * @param window which events make one; {@code null} if all so far do, at every event
     * @param state the accumulators
     */
    record Aggregate(Step from, String name, @Nullable Window window, State<?> state, Aggregation<?, ?, ?, ?> function)
            implements Following {

        @Override
        public boolean timed() {
            return window != null;
        }
    }

    /**
     * The events that pass a test, or those that do not. Both are steps with the same name, behind the same step.
     *
     * @param matches which of the two
     */
    record When(Step from, String name, Predicate<?> test, boolean matches) implements Following {}

    /** The test of a branch that takes the events of a type. */
    record InstanceOf(Class<?> type) implements Predicate<Object> {

        @Override
        public boolean test(Object event) {
            return type.isInstance(event);
        }
    }

    /** A step that brings events together by their keys, for all steps up to the next of its kind. */
    sealed interface Partitioning extends Following {

        /** The type of the events as its author declares it; {@code null} if the author leaves it to the functions. */
        @Nullable
        Type eventType();

        /** The same step, whose events are declared to be of a type. */
        Partitioning carrying(Type type);

        /**
         * Name of a partitioning without a name of its own: its number on the way from the source, and the branch.
         *
         * @param before the step that it follows
         * @param scope the branch or copy that it is in; empty for the main flow
         */
        static String nameBehind(Step before, String scope) {
            return "partition " + (Draft.partitioningsTo(before) + 1) + (scope.isEmpty() ? "" : " of " + scope);
        }
    }

    /** Events go to the owner of their key's hash; any key is welcome. */
    record Partition(
            Step from,
            String name,
            PartitionFunction<?, ?> by,
            @Nullable Type eventType) implements Partitioning {

        /** A step that leaves the type of its events to the functions. */
        public Partition(Step from, String name, PartitionFunction<?, ?> by) {
            this(from, name, by, null);
        }

        @Override
        public Partition carrying(Type type) {
            return new Partition(from, name, by, type);
        }
    }

    /** Events go to the owner of their key, which must be one of {@code keys}; every key is a partition. */
    record FixedPartition(
            Step from,
            String name,
            PartitionFunction<?, ?> by,
            List<?> keys,
            @Nullable Type eventType) implements Partitioning {

        public FixedPartition {
            // not List.copyOf: a null among the keys is a problem that the start-up check reports with all others
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
        }

        /** A step that leaves the type of its events to the functions. */
        public FixedPartition(Step from, String name, PartitionFunction<?, ?> by, List<?> keys) {
            this(from, name, by, keys, null);
        }

        @Override
        public FixedPartition carrying(Type type) {
            return new FixedPartition(from, name, by, keys, type);
        }
    }

    /** All events go to one place, in the order in which they arrive there. */
    record Collect(Step from, String name, @Nullable Type eventType) implements Partitioning {

        /** A step that leaves the type of its events to the functions. */
        public Collect(Step from, String name) {
            this(from, name, null);
        }

        @Override
        public Collect carrying(Type type) {
            return new Collect(from, name, type);
        }
    }
}
