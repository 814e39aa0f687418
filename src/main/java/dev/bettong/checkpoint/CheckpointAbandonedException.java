package dev.bettong.checkpoint;

import dev.bettong.runtime.UnavailableException;
import java.time.Duration;
import java.util.List;

/**
 * Reports that a checkpoint was abandoned, with nothing changed, because a worker did not return from a function in time.
 */
final class CheckpointAbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Names the workers that did not answer.
     *
     * @param waited how long the checkpoint waited
     * @param workers descriptions of the workers that did not answer
     */
    CheckpointAbandonedException(Duration waited, List<String> workers) {
        super("No checkpoint was taken: no answer within %d ms from %s"
                .formatted(waited.toMillis(), String.join(", ", workers)));
    }

    /** This failure for the caller that requested the checkpoint, who may try again. */
    UnavailableException unavailable() {
        return new UnavailableException(String.valueOf(getMessage()), this);
    }
}
