package dev.bettong.pipeline;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Sources, the steps that their events go through, and the sinks: a graph. Immutable; equal to itself only.
 *
 * <pre>{@code
 * Pipeline.named("Split and Count")
 *         .from(Source.tcp("lines", text))
 *         .computeMulti("split into words", split)
 *         .partition(firstLetter, LETTERS)
 *         .computeState("Count Word", TOTALS, countWord)
 *         .to(Sink.tcp("counts", line));
 * }</pre>
 */
public final class Pipeline {

    private final String name;
    private final List<Step> ends;
    private final List<Delivery> deliveries;
    private final FailurePolicy onFailure;
    private final List<Step.From> from;
    private final List<Step> steps;

    Pipeline(String name, List<Step.From> from, List<Step> ends, List<Delivery> deliveries, FailurePolicy onFailure) {
        this.name = name;
        this.ends = List.copyOf(ends);
        this.deliveries = List.copyOf(deliveries);
        this.onFailure = onFailure;
        this.from = List.copyOf(from);
        this.steps = Draft.stepsTo(this.ends).stream()
                .filter(step -> !(step instanceof Step.From))
                .toList();
    }

    /** What leaves a step goes to a sink. */
    public record Delivery(Step from, Sink<?> sink) {}

    /** Begins a pipeline. */
    public static Named named(String name) {
        return new Named(name);
    }

    /**
     * A pipeline of steps whose types nobody has checked; authors begin with {@link #named}.
     *
     * @param from the sources, in the order in which they were named
     * @param ends the steps behind which there is no other one
     * @param deliveries what leaves the pipeline; none if it ends in its state
     */
    public static Pipeline of(
            String name, List<Step.From> from, List<Step> ends, List<Delivery> deliveries, FailurePolicy onFailure) {
        return new Pipeline(name, from, ends, deliveries, onFailure);
    }

    /** Unique in an application; metrics and status carry it. */
    public String name() {
        return name;
    }

    /** The beginnings of the graph, in the order in which they were named. */
    public List<Step.From> from() {
        return from;
    }

    /** Where events come from, in the order in which they were named. */
    public List<Source<?>> sources() {
        return from.stream().<Source<?>>map(Step.From::source).toList();
    }

    /** All steps behind the sources, each one behind those that are before it, in the order in which they were named. */
    public List<Step> steps() {
        return steps;
    }

    /** The steps behind which there is no other one. */
    List<Step> ends() {
        return ends;
    }

    /** The partitionings among the steps, in the same order. */
    public List<Step.Partitioning> partitionings() {
        return steps.stream()
                .filter(Step.Partitioning.class::isInstance)
                .map(Step.Partitioning.class::cast)
                .toList();
    }

    /** The states that its steps work on, each once. */
    public List<State<?>> states() {
        return steps.stream()
                .<State<?>>map(Step::state)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Which outputs go to which sink; empty if the pipeline ends in its state. */
    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** The sinks of all deliveries, in their order. */
    public List<Sink<?>> sinks() {
        return deliveries.stream().<Sink<?>>map(Delivery::sink).toList();
    }

    /** What to do about an event that cannot be handled. */
    public FailurePolicy onFailure() {
        return onFailure;
    }

    /** This pipeline with another answer to failures; the default is {@link FailurePolicy#DEAD_LETTER}. */
    public Pipeline onFailure(FailurePolicy policy) {
        return new Pipeline(name, from, ends, deliveries, policy);
    }

    @Override
    public String toString() {
        return "Pipeline[%s: %s -> %s -> %s]"
                .formatted(
                        name,
                        sources().stream().map(Source::name).toList(),
                        steps.stream().map(Step::name).toList(),
                        sinks().stream().map(Sink::name).toList());
    }

    /** A pipeline that still needs a source. */
    public record Named(String name) {

        public <T> Stage<T> from(Source<T> source) {
            Step.From from = new Step.From(source);
            return new Stage<>(Draft.named(name, from), from);
        }
    }

    /**
     * A pipeline whose events are of type {@code T} here and run where their connection is read.
     *
     * @param <T> type of the events that leave the last step
     */
    public static sealed class Stage<T> extends Flow<T> permits KeyedFlow {

        Stage(Draft draft, Step last) {
            super(draft, last);
        }

        /** Adds a step that makes at most one output of an event. */
        public <O> Stage<O> compute(String name, Computation<? super T, ? extends O> function) {
            return new Stage<>(draft, new Step.Compute(last, name, function));
        }

        /** Adds a step that makes any number of outputs of an event. */
        public <O> Stage<O> computeMulti(String name, MultiComputation<? super T, ? extends O> function) {
            return new Stage<>(draft, new Step.ComputeMulti(last, name, function));
        }

        /** Adds a step that asks another service for at most one output of an event. */
        public <O> Stage<O> computeAsync(String name, Calls calls, AsyncComputation<? super T, ? extends O> function) {
            return new Stage<>(draft, new Step.ComputeAsync(last, name, calls, function));
        }

        /** The same with a function that may block: each call has a virtual thread, which is interrupted at the time-out. */
        public <O> Stage<O> computeBlocking(String name, Calls calls, Computation<? super T, ? extends O> function) {
            return new Stage<>(draft, new Step.ComputeBlocking(last, name, calls, function));
        }

        /** Brings together what has the same key, for all steps up to the next partitioning. */
        public <K> Partitioned<K, T> partition(PartitionFunction<? super T, K> by) {
            return partition(Step.Partitioning.nameBehind(last, draft.scope()), by);
        }

        /** The same with a name, unique in the pipeline: metrics keep it when a partitioning is put before this one. */
        public <K> Partitioned<K, T> partition(String name, PartitionFunction<? super T, K> by) {
            return new Partitioned<>(draft, new Step.Partition(last, name, by));
        }

        /** Brings together what has the same key of {@code keys}, for all steps up to the next partitioning. */
        public <K> Partitioned<K, T> partition(PartitionFunction<? super T, K> by, List<K> keys) {
            return partition(Step.Partitioning.nameBehind(last, draft.scope()), by, keys);
        }

        /** The same with a name, unique in the pipeline: metrics keep it when a partitioning is put before this one. */
        public <K> Partitioned<K, T> partition(String name, PartitionFunction<? super T, K> by, List<K> keys) {
            return new Partitioned<>(draft, new Step.FixedPartition(last, name, by, keys));
        }

        /** Brings everything together in one place, for all steps up to the next partitioning. */
        public Partitioned<String, T> collect() {
            return collect(Step.Partitioning.nameBehind(last, draft.scope()));
        }

        /** The same with a name, unique in the pipeline: metrics keep it when a partitioning is put before this one. */
        public Partitioned<String, T> collect(String name) {
            return new Partitioned<>(draft, new Step.Collect(last, name));
        }

        /**
         * Takes in the events of another flow, one by one as they come: nothing is promised about their order. What is
         * behind has no key until it is partitioned again.
         *
         * @param other of a pipeline with the same name
         * @throws IllegalArgumentException if it belongs to another pipeline
         */
        public Stage<T> merge(Stage<? extends T> other) {
            return new Stage<>(draft.merge(other.draft), new Step.Merge(List.of(last, other.last)));
        }

        /**
         * Sends every event down a side flow as well.
         *
         * @param flow ends what it is given, in sinks or with {@code done()}
         * @throws IllegalArgumentException if it returns another pipeline
         */
        public Stage<T> also(Function<? super Stage<T>, Pipeline> flow) {
            Draft copied = draft.withCopy();
            Draft inside = draft.inside("copy %d".formatted(copied.copies()));
            Draft with = copied.with(flow.apply(new Stage<>(inside, last)), last);
            return new Stage<>(with, last);
        }

        /**
         * Sends the events that pass a test down a branch, and only there.
         *
         * @param name unique in the pipeline; failures of the test carry it
         * @param test must not keep state; called by several threads
         * @param flow ends what it is given, in sinks or with {@code done()}
         * @throws IllegalArgumentException if it returns another pipeline
         */
        public Branches<T> when(String name, Predicate<? super T> test, Function<? super Stage<T>, Pipeline> flow) {
            Step taken = new Step.When(last, name, test, true);
            Draft with = draft.with(flow.apply(new Stage<>(draft.inside(name), taken)), taken);
            return new Branches<>(with, new Step.When(last, name, test, false));
        }

        /**
         * Sends the events of a type down a branch, and only there. Its name is that of the type.
         *
         * @param flow ends what it is given, in sinks or with {@code done()}
         * @throws IllegalArgumentException if it returns another pipeline
         */
        public <U extends T> Branches<T> when(Class<U> type, Function<? super Stage<U>, Pipeline> flow) {
            String name = type.getSimpleName();
            Predicate<Object> test = new Step.InstanceOf(type);
            Step taken = new Step.When(last, name, test, true);
            Draft with = draft.with(flow.apply(new Stage<>(draft.inside(name), taken)), taken);
            return new Branches<>(with, new Step.When(last, name, test, false));
        }
    }

    /**
     * A pipeline whose events have a key here, and so can meet the state of that key. The key stays in force until the
     * next partitioning.
     *
     * @param <K> type of the key
     * @param <T> type of the events that leave the last step
     */
    public static sealed class Keyed<K, T> extends KeyedFlow<K, T> permits Partitioned {

        Keyed(Draft draft, Step last) {
            super(draft, last);
        }

        @Override
        public <O> Keyed<K, O> compute(String name, Computation<? super T, ? extends O> function) {
            return new Keyed<>(draft, new Step.Compute(last, name, function));
        }

        @Override
        public <O> Keyed<K, O> computeMulti(String name, MultiComputation<? super T, ? extends O> function) {
            return new Keyed<>(draft, new Step.ComputeMulti(last, name, function));
        }

        @Override
        public <O> Keyed<K, O> computeAsync(
                String name, Calls calls, AsyncComputation<? super T, ? extends O> function) {
            return new Keyed<>(draft, new Step.ComputeAsync(last, name, calls, function));
        }

        @Override
        public <O> Keyed<K, O> computeBlocking(String name, Calls calls, Computation<? super T, ? extends O> function) {
            return new Keyed<>(draft, new Step.ComputeBlocking(last, name, calls, function));
        }

        /** Adds a step that makes at most one output of an event and the state of its key. */
        public <S, O> Keyed<K, O> computeState(
                String name, State<S> state, StateComputation<? super T, ? super S, O> function) {
            return new Keyed<>(draft, new Step.ComputeState(last, name, state, function));
        }

        /** The same with a function that gets the key as well. */
        public <S, O> Keyed<K, O> computeState(
                String name, State<S> state, KeyedStateComputation<? super K, ? super T, ? super S, O> function) {
            return new Keyed<>(draft, new Step.ComputeState(last, name, state, function));
        }

        /**
         * Adds a step that makes at most one output of an event and the state of its key, or of the state when the timer
         * of its key fires, see {@link Outcome#timerAt}.
         */
        public <S, O> Keyed<K, O> computeState(
                String name,
                State<S> state,
                StateComputation<? super T, ? super S, O> function,
                OnTimer<? super S, O> onTimer) {
            return new Keyed<>(draft, new Step.ComputeState(last, name, state, function, onTimer));
        }

        /** The same with functions that get the key as well. */
        public <S, O> Keyed<K, O> computeState(
                String name,
                State<S> state,
                KeyedStateComputation<? super K, ? super T, ? super S, O> function,
                KeyedOnTimer<? super K, ? super S, O> onTimer) {
            return new Keyed<>(draft, new Step.ComputeState(last, name, state, function, onTimer));
        }

        /** Adds a step that makes any number of outputs of an event and the state of its key. */
        public <S, O> Keyed<K, O> computeStateMulti(
                String name, State<S> state, MultiStateComputation<? super T, ? super S, O> function) {
            return new Keyed<>(draft, new Step.ComputeStateMulti(last, name, state, function));
        }

        /** The same with a function that gets the key as well. */
        public <S, O> Keyed<K, O> computeStateMulti(
                String name, State<S> state, KeyedMultiStateComputation<? super K, ? super T, ? super S, O> function) {
            return new Keyed<>(draft, new Step.ComputeStateMulti(last, name, state, function));
        }

        /** Brings the events of a key together in windows. */
        public Windowed<K, T> window(Window window) {
            return new Windowed<>(draft, last, window);
        }

        /** Adds a step that makes a result of all events of a key so far, at every event; no other one can use its state. */
        public <A, O> Keyed<K, O> aggregate(
                String name, State<A> sums, Aggregation<? super T, A, ? super K, ? extends O> aggregation) {
            return new Keyed<>(draft, new Step.Aggregate(last, name, null, sums, aggregation));
        }
    }
}
