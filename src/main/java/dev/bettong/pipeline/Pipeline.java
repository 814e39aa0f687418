package dev.bettong.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * A source, the steps that its events go through, and the sinks that take the outputs.
 *
 * <pre>{@code
 * Pipeline.named("Split and Count")
 *         .from(Source.tcp("lines", text))
 *         .computeMulti("split into words", split)
 *         .partition(firstLetter, LETTERS)
 *         .computeState("Count Word", TOTALS, countWord)
 *         .to(Sink.tcp("counts", line));
 * }</pre>
 *
 * @param name unique in an application; metrics and status carry it
 * @param source where events come from
 * @param steps what happens to them, in this order
 * @param sinks where every output goes; empty if the pipeline ends in its state
 * @param onFailure what to do about an event that cannot be handled
 */
public record Pipeline(String name, Source<?> source, List<Step> steps, List<Sink<?>> sinks, FailurePolicy onFailure) {

    public Pipeline {
        steps = List.copyOf(steps);
        sinks = List.copyOf(sinks);
    }

    /** Begins a pipeline. */
    public static Named named(String name) {
        return new Named(name);
    }

    /** This pipeline with another answer to failures; the default is {@link FailurePolicy#DEAD_LETTER}. */
    public Pipeline onFailure(FailurePolicy policy) {
        return new Pipeline(name, source, steps, sinks, policy);
    }

    /** A pipeline that still needs a source. */
    public record Named(String name) {

        public <T> Stage<T> from(Source<T> source) {
            return new Stage<>(new Draft(name, source, List.of()));
        }
    }

    /**
     * A pipeline whose events are of type {@code T} here and run where their connection is read.
     *
     * @param <T> type of the events that leave the last step
     */
    public static sealed class Stage<T> {

        final Draft draft;

        private Stage(Draft draft) {
            this.draft = draft;
        }

        /** Adds a step that makes at most one output of an event. */
        public <O> Stage<O> compute(String name, Computation<? super T, ? extends O> function) {
            return new Stage<>(draft.with(new Step.Compute(name, function)));
        }

        /** Adds a step that makes any number of outputs of an event. */
        public <O> Stage<O> computeMulti(String name, MultiComputation<? super T, ? extends O> function) {
            return new Stage<>(draft.with(new Step.ComputeMulti(name, function)));
        }

        /** Brings together what has the same key, for all steps up to the next partitioning. */
        public <K> Keyed<K, T> partition(PartitionFunction<? super T, K> by) {
            return new Keyed<>(draft.with(new Step.Partition(draft.partitionName(), by)));
        }

        /** Brings together what has the same key of {@code keys}, for all steps up to the next partitioning. */
        public <K> Keyed<K, T> partition(PartitionFunction<? super T, K> by, List<K> keys) {
            return new Keyed<>(draft.with(new Step.FixedPartition(draft.partitionName(), by, keys)));
        }

        /** Brings everything together in one place, for all steps up to the next partitioning. */
        public Keyed<String, T> collect() {
            return new Keyed<>(draft.with(new Step.Collect(draft.partitionName())));
        }

        /** Ends the pipeline at a sink. */
        public Pipeline to(Sink<? super T> sink) {
            return draft.to(List.of(sink));
        }

        /** Ends the pipeline at several sinks; every output goes to each of them. */
        @SafeVarargs
        public final Pipeline to(Sink<? super T> first, Sink<? super T>... more) {
            List<Sink<?>> sinks = new ArrayList<>();
            sinks.add(first);
            for (Sink<? super T> sink : more) {
                sinks.add(sink);
            }
            return draft.to(sinks);
        }

        /** Ends the pipeline without a sink: what it does is in its state. */
        public Pipeline done() {
            return draft.to(List.of());
        }
    }

    /**
     * A pipeline whose events have a key here, and so can meet the state of that key. The key stays in force until the
     * next partitioning.
     *
     * @param <K> type of the key
     * @param <T> type of the events that leave the last step
     */
    public static final class Keyed<K, T> extends Stage<T> {

        private Keyed(Draft draft) {
            super(draft);
        }

        @Override
        public <O> Keyed<K, O> compute(String name, Computation<? super T, ? extends O> function) {
            return new Keyed<>(draft.with(new Step.Compute(name, function)));
        }

        @Override
        public <O> Keyed<K, O> computeMulti(String name, MultiComputation<? super T, ? extends O> function) {
            return new Keyed<>(draft.with(new Step.ComputeMulti(name, function)));
        }

        /** Adds a step that makes at most one output of an event and the state of its key. */
        public <S, O> Keyed<K, O> computeState(
                String name, State<S> state, StateComputation<? super T, ? super S, O> function) {
            return new Keyed<>(draft.with(new Step.ComputeState(name, state, function)));
        }

        /** Adds a step that makes any number of outputs of an event and the state of its key. */
        public <S, O> Keyed<K, O> computeStateMulti(
                String name, State<S> state, MultiStateComputation<? super T, ? super S, O> function) {
            return new Keyed<>(draft.with(new Step.ComputeStateMulti(name, state, function)));
        }
    }

    /** The untyped inside of a stage. */
    record Draft(String name, Source<?> source, List<Step> steps) {

        Draft with(Step step) {
            List<Step> longer = new ArrayList<>(steps);
            longer.add(step);
            return new Draft(name, source, List.copyOf(longer));
        }

        String partitionName() {
            return Pipeline.partitionName(steps);
        }

        Pipeline to(List<? extends Sink<?>> sinks) {
            return new Pipeline(name, source, steps, List.copyOf(sinks), FailurePolicy.DEAD_LETTER);
        }
    }

    /** Name of a partitioning that follows {@code steps}: partitionings are numbered, having no name of their own. */
    public static String partitionName(List<Step> steps) {
        long before = steps.stream().filter(Step.Partitioning.class::isInstance).count();
        return "partition " + (before + 1);
    }
}
