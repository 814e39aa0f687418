package dev.bettong.checkpoint;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.InvalidRequestException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way of a dead letter's frame back into its pipeline. */
@FunctionalInterface
public interface Redrive {

    /**
     * Hands a frame to a pipeline on one of its workers, in place of the letter, which is removed with that.
     *
     * @return whether the letter was still there: if it was removed before, the frame is not handled; fails if the
     *     pipeline does not run, or if the frame is too large for it
     */
    CompletableFuture<Boolean> redrive(String pipeline, byte[] frame, long letter);

    /**
     * Hands the frame of a letter to its pipeline, or other bytes instead.
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
        return redrive(letter.pipeline(), edited == null ? letter.frame() : edited, letter.id());
    }
}
