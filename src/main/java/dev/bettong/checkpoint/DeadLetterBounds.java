package dev.bettong.checkpoint;

import dev.bettong.worker.DeadLetterCollector;
import java.time.Duration;

/**
 * Bounds of the dead letters that are kept for each pipeline.
 *
 * @param maxCount maximum number of letters, at least 1
 * @param maxAge how long a letter is kept
 * @param bufferBytes maximum bytes of unsaved letters on all workers together
 */
public record DeadLetterBounds(int maxCount, Duration maxAge, long bufferBytes) {

    /** The bounds of one worker: an equal share of the bytes, so that workers need not coordinate. */
    public DeadLetterCollector.Room room(int workers) {
        return new DeadLetterCollector.Room(maxCount, Math.max(1, bufferBytes / workers));
    }
}
