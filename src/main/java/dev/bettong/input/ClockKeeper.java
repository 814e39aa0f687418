package dev.bettong.input;

import dev.bettong.store.ClockReading;
import dev.bettong.store.Store;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what the clocks read, for the next run, and logs when the system clock has jumped. Used on the store
 * thread.
 */
public final class ClockKeeper {

    private static final Logger log = LoggerFactory.getLogger(ClockKeeper.class);

    /** How much elapsed time a crash may lose. */
    private static final Duration STORE_INTERVAL = Duration.ofMinutes(1);

    /** Smaller changes are ordinary corrections, such as those of NTP. */
    private static final Duration SMALLEST_JUMP = Duration.ofSeconds(10);

    private final Store store;
    private final SteadyClock clock;
    private @Nullable ClockReading stored; // by this run

    public ClockKeeper(Store store, SteadyClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Stores the clocks if the last time was long ago, or if one of them has jumped. */
    public void turn() {
        ClockReading now = clock.reading();
        ClockReading last = stored;
        if (last == null) {
            store(now);
            return;
        }
        Duration jump = now.offset().minus(last.offset());
        boolean jumped = jump.abs().compareTo(SMALLEST_JUMP) >= 0;
        if (jumped || Duration.between(last.steady(), now.steady()).compareTo(STORE_INTERVAL) >= 0) {
            store(now);
        }
        if (jumped) {
            log.warn(
                    "The system clock was set {} by {}, to {}. Entities and dead letters keep their ages",
                    jump.isNegative() ? "back" : "forward",
                    jump.abs(),
                    now.wall());
        }
    }

    /** Stores the clocks at the end of a run. */
    public void stop() {
        store(clock.reading());
    }

    private void store(ClockReading now) {
        store.clock(now);
        stored = now;
    }
}
