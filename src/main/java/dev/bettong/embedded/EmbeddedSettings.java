package dev.bettong.embedded;

import java.time.Duration;

/**
 * Size of the embedded runtime.
 *
 * @param workers event loops, at least 1
 * @param partitions partitions that dynamic keys are hashed to, at least 1
 * @param mailboxCapacity bytes that may wait between two workers before the sources of the pipeline pause
 * @param shutdownTimeout how long a stop may take
 * @param deadLetters which dead letters are kept
 */
public record EmbeddedSettings(
        int workers, int partitions, long mailboxCapacity, Duration shutdownTimeout, DeadLetterBounds deadLetters) {}
