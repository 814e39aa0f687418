package dev.bettong.wiring;

import dev.bettong.pipeline.Aggregation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** An aggregation that the configuration can name without a bean. */
enum ReadyAggregation {
    COUNT("count", null, Long.class, of -> Aggregation.count()),
    SUM("sum", ToLongFunction.class, Long.class, of -> Aggregation.sum(number(of))),
    MIN("min", ToLongFunction.class, Long.class, of -> Aggregation.min(number(of))),
    MAX("max", ToLongFunction.class, Long.class, of -> Aggregation.max(number(of))),
    AVERAGE("average", ToDoubleFunction.class, Double.class, of -> Aggregation.average(decimal(of))),
    MIN_BY("min-by", Comparator.class, null, of -> Aggregation.minBy(order(of))),
    MAX_BY("max-by", Comparator.class, null, of -> Aggregation.maxBy(order(of))),
    LAST("last", null, null, of -> Aggregation.last()),
    REDUCE("reduce", BinaryOperator.class, null, of -> Aggregation.reduce(merge(of)));

    static final List<String> KEYS =
            Arrays.stream(values()).map(each -> each.key).toList();

    private final String key;
    private final @Nullable Class<?> argument;
    private final @Nullable Class<?> accumulator;
    private final Function<Object, Aggregation<?, ?, ?, ?>> make;

    /**
     * One of {@link Aggregation}.
     *
     * @param argument the kind of function that it needs; {@code null} if none
     * @param accumulator what it computes with; {@code null} for an event
     * @param make makes it of its function
     */
    ReadyAggregation(
            String key,
            @Nullable Class<?> argument,
            @Nullable Class<?> accumulator,
            Function<Object, Aggregation<?, ?, ?, ?>> make) {
        this.key = key;
        this.argument = argument;
        this.accumulator = accumulator;
        this.make = make;
    }

    static Optional<ReadyAggregation> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    @Nullable
    Class<?> argument() {
        return argument;
    }

    @Nullable
    Class<?> accumulator() {
        return accumulator;
    }

    /**
     * Makes it.
     *
     * @param of its function; ignored if it needs none
     */
    Aggregation<?, ?, ?, ?> make(Object of) {
        return make.apply(of);
    }

    @SuppressWarnings("unchecked") // the kind was checked, and the types are by the flow
    private static ToLongFunction<Object> number(Object of) {
        return (ToLongFunction<Object>) of;
    }

    @SuppressWarnings("unchecked") // as above
    private static ToDoubleFunction<Object> decimal(Object of) {
        return of instanceof ToLongFunction<?> ? number(of)::applyAsLong : (ToDoubleFunction<Object>) of;
    }

    @SuppressWarnings("unchecked") // as above
    private static Comparator<Object> order(Object of) {
        return (Comparator<Object>) of;
    }

    @SuppressWarnings("unchecked") // as above
    private static BinaryOperator<Object> merge(Object of) {
        return (BinaryOperator<Object>) of;
    }
}
