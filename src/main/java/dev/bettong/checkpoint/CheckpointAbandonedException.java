package dev.bettong.checkpoint;

import dev.bettong.runtime.UnavailableException;
import java.time.Duration;
import java.util.List;

/** A checkpoint was given up since a worker did not return from a function in time. Nothing was changed; the next may do. */
final class CheckpointAbandonedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param waited how long the checkpoint waited
     * @param workers the workers that it waited for, described for people
     */
    CheckpointAbandonedException(Duration waited, List<String> workers) {
        super("No checkpoint was taken: within %d ms there was no answer from %s"
                .formatted(waited.toMillis(), String.join(", ", workers)));
    }

    /** The same for whoever has asked for the checkpoint. */
    UnavailableException unavailable() {
        return new UnavailableException(String.valueOf(getMessage()), this);
    }
}
