package dev.bettong.pipeline;

import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes one result of many events of a key: of those of a {@link Window}, or of all so far. What it has of them is an
 * accumulator, which begins as its {@link State} makes it. Those of {@link #min}, {@link #max}, {@link #average},
 * {@link #minBy}, {@link #maxBy}, {@link #last} and {@link #reduce} begin with their first event instead: the initial value of
 * the state counts nowhere, and a window without events has no result.
 *
 * <p>An event has the time at which its frame was read, and what is computed from it has the same; the result of a window
 * has the last time in it, or that of the silence that ends a count, and what the timer of a key computes the time at which
 * it fires.
 *
 * <p>The worker that owns the key calls it, and nobody else at that time. What it throws is a failure with the reason
 * {@code compute}.
 *
 * @param <I> type of the events
 * @param <A> type of the accumulator
 * @param <K> type of the key
 * @param <O> type of the results
 */
public interface Aggregation<I, A, K, O> {

    /**
     * Adds an event.
     *
     * @param accumulator may be changed
     * @return the accumulator with the event, which may be {@code accumulator}
     */
    A add(I event, A accumulator) throws Exception;

    /**
     * Adds two accumulators, neither of which may change: both may count in further windows. Sliding windows and sessions
     * need it, others do not call it.
     *
     * @param left what came earlier
     * @return the accumulator of the events of both
     */
    A merge(A left, A right) throws Exception;

    /**
     * Makes the result.
     *
     * @param accumulator not to be changed, nor to be kept in the result: it may count in further windows
     * @return the result, or {@code null} for none
     */
    @Nullable
    O result(ClosedWindow<K> window, A accumulator) throws Exception;

    /** Counts events. */
    static <I, K> Aggregation<I, Long, K, Aggregated<K, Long>> count() {
        return of((event, count) -> count + 1, Long::sum, Aggregated::new);
    }

    /** Adds up a number of each event. */
    static <I, K> Aggregation<I, Long, K, Aggregated<K, Long>> sum(ToLongFunction<? super I> number) {
        return of((event, sum) -> Math.addExact(sum, number.applyAsLong(event)), Math::addExact, Aggregated::new);
    }

    /** The smallest number of the events. */
    static <I, K> Aggregation<I, Long, K, Aggregated<K, Long>> min(ToLongFunction<? super I> number) {
        return new Reduction<>(
                number::applyAsLong,
                (event, min) -> Math.min(min, number.applyAsLong(event)),
                Math::min,
                Aggregated::new);
    }

    /** The largest number of the events. */
    static <I, K> Aggregation<I, Long, K, Aggregated<K, Long>> max(ToLongFunction<? super I> number) {
        return new Reduction<>(
                number::applyAsLong,
                (event, max) -> Math.max(max, number.applyAsLong(event)),
                Math::max,
                Aggregated::new);
    }

    /**
     * The average of a number of each event: their sum, which is the accumulator, by the number of events. An event with which
     * the sum is not finite is a failure.
     */
    static <I, K> Aggregation<I, Double, K, Aggregated<K, Double>> average(ToDoubleFunction<? super I> number) {
        return new Reduction<>(
                event -> Reduction.finite(number.applyAsDouble(event)),
                (event, sum) -> Reduction.finite(sum + number.applyAsDouble(event)),
                Double::sum,
                (window, sum) -> new Aggregated<>(window, sum / window.events()));
    }

    /** Keeps the event that is the smallest by an order, of equal ones the first. */
    static <I, K> Aggregation<I, I, K, Aggregated<K, I>> minBy(Comparator<? super I> order) {
        return reduce((first, second) -> order.compare(second, first) < 0 ? second : first);
    }

    /** Keeps the event that is the largest by an order, of equal ones the first. */
    static <I, K> Aggregation<I, I, K, Aggregated<K, I>> maxBy(Comparator<? super I> order) {
        return reduce((first, second) -> order.compare(second, first) > 0 ? second : first);
    }

    /** Keeps the last event, of sliding windows and sessions that of the latest time. */
    static <I, K> Aggregation<I, I, K, Aggregated<K, I>> last() {
        return reduce((first, second) -> second);
    }

    /**
     * Makes one event of two, again and again.
     *
     * @param merge changes neither of its arguments; the first came earlier
     */
    static <I, K> Aggregation<I, I, K, Aggregated<K, I>> reduce(BinaryOperator<I> merge) {
        return new Reduction<>(event -> event, (event, sum) -> merge.apply(sum, event), merge, Aggregated::new);
    }

    /**
     * What the events of a window make.
     *
     * @param window the window with its key
     */
    record Aggregated<K, V>(ClosedWindow<K> window, V value) {}

    /** An aggregation of three functions. */
    static <I, A, K, O> Aggregation<I, A, K, O> of(
            Add<? super I, A> add,
            BinaryOperator<A> merge,
            BiFunction<? super ClosedWindow<K>, ? super A, ? extends O> result) {
        return new Aggregation<>() {
            @Override
            public A add(I event, A accumulator) throws Exception {
                return add.add(event, accumulator);
            }

            @Override
            public A merge(A left, A right) {
                return merge.apply(left, right);
            }

            @Override
            public @Nullable O result(ClosedWindow<K> window, A accumulator) {
                return result.apply(window, accumulator);
            }
        };
    }

    /** Adds an event to an accumulator. */
    @FunctionalInterface
    interface Add<I, A> {

        /** Returns the accumulator with the event. */
        A add(I event, A accumulator) throws Exception;
    }

    /**
     * An aggregation whose accumulators begin with their first event, whatever the initial value of the state is: there is no
     * number that a smallest one could begin with. Windows without events have no result.
     */
    final class Reduction<I, A, K, O> implements Aggregation<I, A, K, O> {

        private final Function<? super I, ? extends A> first;
        private final Add<? super I, A> add;
        private final BinaryOperator<A> merge;
        private final BiFunction<? super ClosedWindow<K>, ? super A, ? extends O> result;

        private Reduction(
                Function<? super I, ? extends A> first,
                Add<? super I, A> add,
                BinaryOperator<A> merge,
                BiFunction<? super ClosedWindow<K>, ? super A, ? extends O> result) {
            this.first = first;
            this.add = add;
            this.merge = merge;
            this.result = result;
        }

        private static double finite(double number) {
            if (!Double.isFinite(number)) {
                throw new ArithmeticException("the sum of the numbers is %s".formatted(number));
            }
            return number;
        }

        /** Makes an accumulator of the first event. */
        public A first(I event) {
            return first.apply(event);
        }

        @Override
        public A add(I event, A accumulator) throws Exception {
            return add.add(event, accumulator);
        }

        @Override
        public A merge(A left, A right) {
            return merge.apply(left, right);
        }

        @Override
        public @Nullable O result(ClosedWindow<K> window, A accumulator) {
            return window.events() == 0 ? null : result.apply(window, accumulator);
        }
    }
}
