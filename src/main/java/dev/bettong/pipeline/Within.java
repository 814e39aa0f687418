package dev.bettong.pipeline;

import java.time.Duration;

/**
 * How far in time the right event of a join may be from the left one: from {@code before} earlier up to {@code after} later,
 * both included. Milliseconds count.
 *
 * @param before zero or more
 * @param after zero or more
 */
public record Within(Duration before, Duration after) {

    /** From {@code before} earlier than the left event up to {@code after} later. */
    public static Within between(Duration before, Duration after) {
        return new Within(before, after);
    }
}
