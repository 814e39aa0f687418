package dev.bettong.checkpoint;

import dev.bettong.runtime.UnavailableException;
import java.time.Duration;
import java.util.List;

/** A checkpoint was abandoned because a worker did not return from a function in time. Nothing was changed. */
final class CheckpointAbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param waited how long the checkpoint waited
     * @param workers descriptions of the workers that it waited for
     */
    CheckpointAbandonedException(Duration waited, List<String> workers) {
        super("No checkpoint was taken: no answer within %d ms from %s"
                .formatted(waited.toMillis(), String.join(", ", workers)));
    }

    /** The same for the caller that has requested the checkpoint. */
    UnavailableException unavailable() {
        return new UnavailableException(String.valueOf(getMessage()), this);
    }
}
