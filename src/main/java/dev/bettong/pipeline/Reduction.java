package dev.bettong.pipeline;

import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An aggregation whose accumulators begin with their first event, whatever the initial value of the state is: there is no
 * number that a smallest one could begin with. Windows without events have no result. Made by {@link Aggregation}.
 */
public final class Reduction<I, A, K, O> implements Aggregation<I, A, K, O> {

    private final Function<? super I, ? extends A> first;
    private final Add<? super I, A> add;
    private final BinaryOperator<A> merge;
    private final BiFunction<? super ClosedWindow<K>, ? super A, ? extends O> result;

    Reduction(
            Function<? super I, ? extends A> first,
            Add<? super I, A> add,
            BinaryOperator<A> merge,
            BiFunction<? super ClosedWindow<K>, ? super A, ? extends O> result) {
        this.first = first;
        this.add = add;
        this.merge = merge;
        this.result = result;
    }

    static double finite(double number) {
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
