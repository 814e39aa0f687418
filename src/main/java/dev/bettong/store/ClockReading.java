package dev.bettong.store;

import java.time.Duration;
import java.time.Instant;

/**
 * What two clocks read at the same moment.
 *
 * @param wall the system clock, which may be set forward or back
 * @param steady the clock that journal, entities and checkpoints are stamped with; it never goes back
 */
public record ClockReading(Instant wall, Instant steady) {

    /** How far the system clock is ahead; negative if it is behind. */
    public Duration offset() {
        return Duration.between(steady, wall);
    }

    /** A steady time as people know it, by the system clock as it was set at this reading. */
    public Instant toWall(Instant steadyTime) {
        return steadyTime.plus(offset());
    }
}
