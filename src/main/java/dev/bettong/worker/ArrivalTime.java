package dev.bettong.worker;

import dev.bettong.chain.EventClock;
import java.time.Clock;

/**
 * When the reads of a task have arrived, which is the time of their events. Only pipelines with a step that needs the time of
 * events have it. Owned by the worker.
 */
public final class ArrivalTime {

    /** No time, since it is not needed. */
    public static final long NONE = Long.MIN_VALUE;

    private final boolean needed;
    private final EventClock events;
    private Clock system = Clock.systemUTC(); // set while wiring
    private long last = NONE;

    ArrivalTime(boolean needed, EventClock events) {
        this.needed = needed;
        this.events = events;
    }

    /** Whether a step needs the time of events. */
    public boolean needed() {
        return needed;
    }

    /** While wiring: the system clock. */
    public void by(Clock clock) {
        system = clock;
    }

    /**
     * The time of what is read now, in milliseconds since 1970: by the system clock, but never earlier than that of the read
     * before; {@link #NONE} if it is not needed.
     */
    public long next() {
        if (!needed) {
            return NONE;
        }
        last = Math.max(last, system.millis());
        return last;
    }

    /**
     * What the task handles from now on has arrived at this time.
     *
     * @param millis from {@link #next}, perhaps in an earlier run
     */
    public void begin(long millis) {
        if (needed) {
            last = Math.max(last, millis);
            events.begin(millis);
        }
    }
}
