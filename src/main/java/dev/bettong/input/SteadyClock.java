package dev.bettong.input;

import dev.bettong.store.ClockReading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that advances with {@link System#nanoTime()} and never jumps: the ages of entities, dead letters and checkpoints
 * are measured with it, so that setting the system clock neither expires nor preserves anything. Its instants differ from
 * those of the system clock by the sum of all jumps. A run continues where the one before has stopped. Thread-safe.
 */
public final class SteadyClock extends Clock {

    private static final Logger log = LoggerFactory.getLogger(SteadyClock.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock wall;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private volatile long startMillis; // written by the start and the recovery, before any source reads

    /**
     * Starts with the time of the system clock.
     *
     * @param wall the system clock
     * @param nanoTime nanoseconds since an arbitrary moment; never adjusted
     */
    public SteadyClock(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.startMillis = wall.millis();
    }

    /**
     * Continues from an earlier run. The system clock may be wrong by years at a boot, and nothing else says how long the
     * service was down: so only a bounded part of what it says counts.
     *
     * @param last what the clocks read at the end of that run
     * @param maxDowntime most of the time since then that counts
     */
    public void resume(ClockReading last, Duration maxDowntime) {
        Instant now = wall.instant();
        Duration gap = Duration.between(last.wall(), now);
        Duration counted = gap;
        if (gap.isNegative()) {
            log.warn(
                    "The system clock was set back: it reads {}, and read {} in the last run. Entities and dead letters"
                            + " keep their ages",
                    now,
                    last.wall());
            counted = Duration.ZERO;
        } else if (gap.compareTo(maxDowntime) > 0) {
            log.warn(
                    "The system clock has advanced by {} since the last run, to {}. In case it is wrong, only {} of that"
                            + " count towards the ages of entities and dead letters (bettong.state.max-downtime)",
                    gap,
                    now,
                    maxDowntime);
            counted = maxDowntime;
        }
        startMillis = last.steady().plus(counted).toEpochMilli() - elapsedMillis();
    }

    /** Moves it to a time that the last run has seen, unless it is there already. */
    public void notBefore(long millis) {
        startMillis = Math.max(startMillis, millis - elapsedMillis());
    }

    private long elapsedMillis() {
        return (nanoTime.getAsLong() - startNanos) / NANOS_PER_MILLI;
    }

    /** What this clock and the system clock read now. */
    public ClockReading reading() {
        return new ClockReading(wall.instant(), instant());
    }

    @Override
    public long millis() {
        return startMillis + elapsedMillis();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock only has UTC");
    }
}
