package dev.bettong.pipeline;

import java.time.Instant;

/**
 * What a step does when the timer of a key fires, with the state of that key, which it may change in place. May set the
 * timer again, to a time after {@code at}.
 *
 * <p>Called by the thread that owns the key. What it throws is a failure with the reason {@code compute}; the timer is spent.
 *
 * @param <S> type of the state
 * @param <O> type of the output
 */
@FunctionalInterface
public interface OnTimer<S, O> extends KeyedOnTimer<Object, S, O> {

    /**
     * Makes at most one output.
     *
     * @param at the time for which the timer was set, rounded up to a millisecond; it may be long past
     */
    Outcome<O> onTimer(S state, Instant at) throws Exception;

    /** The same for whatever key. */
    @Override
    default Outcome<O> onTimer(Object key, S state, Instant at) throws Exception {
        return onTimer(state, at);
    }
}
