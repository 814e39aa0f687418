package dev.bettong.checkpoint;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.InvalidRequestException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way of a dead letter back into its pipeline. */
@FunctionalInterface
public interface Redrive {

    /**
     * Hands a letter to its pipeline: the event that failed, where it failed, or else the whole frame. The letter is removed
     * with that.
     *
     * @param edited a frame in place of that of the letter, or {@code null}
     * @return whether the letter was still there: if somebody else has removed it, nothing is handled; fails if the pipeline
     *     does not run, or does not take so large a frame
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
