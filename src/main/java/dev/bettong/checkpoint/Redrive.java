package dev.bettong.checkpoint;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.InvalidRequestException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands dead letters back to their pipelines. */
@FunctionalInterface
public interface Redrive {

    /**
     * Hands a letter to its pipeline and removes it: the event enters at the step where it failed if the letter has the
     * event, otherwise the whole frame runs again.
     *
     * @param edited a frame to run in place of the letter's, or {@code null}
     * @return false if the letter has been removed in the meantime, and then nothing runs; fails if the pipeline is not
     *     running, or if the frame is larger than its source allows
     */
    CompletableFuture<Boolean> redrive(DeadLetter letter, byte @Nullable [] edited);

    /**
     * Hands a letter to its pipeline, if there is one.
     *
     * @return false if there is no letter
     */
    default CompletableFuture<Boolean> redrive(Optional<DeadLetter> found, byte @Nullable [] edited) {
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        DeadLetter letter = found.get();
        if (edited == null && letter.reason().framing()) {
            return CompletableFuture.failedFuture(new InvalidRequestException(
                    "Dead letter %d (%s) is not a frame: edited bytes are needed to re-drive it"
                            .formatted(letter.id(), letter.reason().tag())));
        }
        return redrive(letter, edited);
    }
}
