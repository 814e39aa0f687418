package dev.bettong.pipeline;

import java.time.Instant;

/**
 * An {@link OnTimer} that needs the key.
 *
 * @param <K> type of the key
 * @param <S> type of the state
 * @param <O> type of the output
 */
@FunctionalInterface
public interface KeyedOnTimer<K, S, O> {

    /**
     * Makes at most one output.
     *
     * @param at the time for which the timer was set, rounded up to a millisecond; it may be long past
     */
    Outcome<O> onTimer(K key, S state, Instant at) throws Exception;
}
