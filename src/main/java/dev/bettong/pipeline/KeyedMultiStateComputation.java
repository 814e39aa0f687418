package dev.bettong.pipeline;

import java.util.List;

/**
 * Makes any number of outputs of an input, its key and the state of that key, and may change that state in place. A
 * {@link MultiStateComputation} that needs the key.
 *
 * <p>Only one thread ever works with the state of a key. What it throws is a failure with the reason {@code compute};
 * changes that it made before it threw stay.
 *
 * @param <K> type of the key
 * @param <I> type of the input
 * @param <S> type of the state
 * @param <O> type of the outputs
 */
@FunctionalInterface
public interface KeyedMultiStateComputation<K, I, S, O> {

    Outcome<List<O>> compute(K key, I input, S state) throws Exception;
}
