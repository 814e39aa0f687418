package dev.bettong.checkpoint;

import java.time.Duration;
import java.util.Collection;
import java.util.function.IntFunction;

/**
 * How long a checkpoint waits for a worker: twice as long after each abandoned checkpoint, up to 64 times the configured
 * timeout, so that a worker that is slow, but returns, does not prevent checkpoints forever. Used on the store thread.
 */
final class CutTimeout {

    private static final int MAX_DOUBLINGS = 6;

    private final Duration first;
    private final IntFunction<String> describe;
    private int abandoned; // checkpoints in a row

    /**
     * Starts with the configured timeout.
     *
     * @param describe describes a worker by its number, and what it is doing
     */
    CutTimeout(Duration first, IntFunction<String> describe) {
        this.first = first;
        this.describe = describe;
    }

    /** The timeout of the checkpoint that is being taken. */
    Duration current() {
        return first.multipliedBy(1L << Math.min(abandoned, MAX_DOUBLINGS));
    }

    /** Doubles the next timeout. Returns the exception that names the workers that did not answer. */
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
