package dev.bettong.pipeline;

/**
 * Makes at most one output of an input, its key and the state of that key, and may change that state in place. A
 * {@link StateComputation} that needs the key.
 *
 * <p>Only one thread ever works with the state of a key. What it throws is a failure with the reason {@code compute};
 * changes that it made before it threw stay.
 *
 * @param <K> type of the key
 * @param <I> type of the input
 * @param <S> type of the state
 * @param <O> type of the output
 */
@FunctionalInterface
public interface KeyedStateComputation<K, I, S, O> {

    Outcome<O> compute(K key, I input, S state) throws Exception;
}
