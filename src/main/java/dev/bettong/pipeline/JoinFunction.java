package dev.bettong.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Makes at most one output of two events that have met. May change neither: both may meet others.
 *
 * <p>Called by the thread that owns the key. What it throws is a failure with the reason {@code compute} of the event that
 * came last: this has no outputs then, and meets no further ones.
 *
 * @param <L> type of the left events
 * @param <R> type of the right events
 * @param <O> type of the output
 */
@FunctionalInterface
public interface JoinFunction<L, R, O> {

    /** Returns the output, or {@code null} for none. */
    @Nullable
    O join(L left, R right) throws Exception;
}
