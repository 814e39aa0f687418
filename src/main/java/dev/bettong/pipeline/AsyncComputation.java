package dev.bettong.pipeline;

import java.util.concurrent.CompletionStage;

/**
 * Makes at most one output of an input, later: asks another service, and returns at once.
 *
 * <p>Called on worker threads, several at once, which it must not block, and again for the same input after a crash, or if
 * {@link Calls#retry} says so: the service must bear a call twice. What it throws, or completes its stage with, is a failure
 * with the reason {@code compute}, unless it is tried again.
 *
 * @param <I> type of the input
 * @param <O> type of the output
 */
@FunctionalInterface
public interface AsyncComputation<I, O> {

    /**
     * Begins to make the output.
     *
     * @return completes, on any thread, with the output or {@code null} for none; it is cancelled when the time is over
     */
    CompletionStage<? extends O> compute(I input) throws Exception;
}
