package dev.bettong.checkpoint;

import java.time.Duration;
import java.util.Collection;
import java.util.function.IntFunction;

/**
 * How long a checkpoint waits for a worker. One that is slow, but returns, must come to its checkpoint eventually: each
 * checkpoint that is abandoned gives the next twice the time. Used on the thread of the store.
 */
final class CutTimeout {

    private static final int MAX_DOUBLINGS = 6;

    private final Duration first;
    private final IntFunction<String> describe;
    private int abandoned; // checkpoints in a row

    /**
     * Starts with the configured timeout.
     *
     * @param describe describes a worker by its number, and where it is
     */
    CutTimeout(Duration first, IntFunction<String> describe) {
        this.first = first;
        this.describe = describe;
    }

    /** The timeout of the checkpoint that is being taken. */
    Duration current() {
        return first.multipliedBy(1L << Math.min(abandoned, MAX_DOUBLINGS));
    }

    /** The timeout has passed: the exception that says for which workers the checkpoint has waited. */
    CheckpointAbandonedException expired(Duration waited, Collection<Integer> workers) {
        abandoned++;
        return new CheckpointAbandonedException(
                waited, workers.stream().map(describe::apply).toList());
    }

    /** All workers have answered. */
    void reset() {
        abandoned = 0;
    }
}
