package dev.bettong.checkpoint;

import dev.bettong.worker.DeadLetterCollector;
import java.time.Duration;

/**
 * What dead letters are kept of each pipeline.
 *
 * @param maxCount most letters, at least 1
 * @param maxAge how long a letter is kept
 * @param bufferBytes bytes that new letters may take until they are saved, on all workers together
 */
public record DeadLetterBounds(int maxCount, Duration maxAge, long bufferBytes) {

    /** A share of its own for each worker, so that none asks another. */
    public DeadLetterCollector.Room room(int workers) {
        return new DeadLetterCollector.Room(maxCount, Math.max(1, bufferBytes / workers));
    }
}
