package dev.bettong.wiring;

import dev.bettong.pipeline.Aggregation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** An aggregation that the configuration can name without a bean. */
enum ReadyAggregation {
    COUNT("count", null, Long.class),
    SUM("sum", ToLongFunction.class, Long.class),
    MIN("min", ToLongFunction.class, Long.class),
    MAX("max", ToLongFunction.class, Long.class),
    AVERAGE("average", ToDoubleFunction.class, Double.class),
    MIN_BY("min-by", Comparator.class, null),
    MAX_BY("max-by", Comparator.class, null),
    LAST("last", null, null),
    REDUCE("reduce", BinaryOperator.class, null);

    static final List<String> KEYS =
            Arrays.stream(values()).map(each -> each.key).toList();

    private final String key;
    private final @Nullable Class<?> argument;
    private final @Nullable Class<?> accumulator;

    /**
     * One of {@link Aggregation}.
     *
     * @param argument the kind of function that it needs; {@code null} if none
     * @param accumulator what it computes with; {@code null} for an event
     */
    ReadyAggregation(String key, @Nullable Class<?> argument, @Nullable Class<?> accumulator) {
        this.key = key;
        this.argument = argument;
        this.accumulator = accumulator;
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
        return switch (this) {
            case COUNT -> Aggregation.count();
            case SUM -> Aggregation.sum(number(of));
            case MIN -> Aggregation.min(number(of));
            case MAX -> Aggregation.max(number(of));
            case AVERAGE -> Aggregation.average(decimal(of));
            case MIN_BY -> Aggregation.minBy(order(of));
            case MAX_BY -> Aggregation.maxBy(order(of));
            case LAST -> Aggregation.last();
            case REDUCE -> Aggregation.reduce(merge(of));
        };
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
