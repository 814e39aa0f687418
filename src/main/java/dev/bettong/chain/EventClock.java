package dev.bettong.chain;

/**
 * The time of what a chain handles, in milliseconds since 1970. It comes from the journal, so that a replay has the same.
 * Owned by the worker.
 */
public final class EventClock {

    /** Before all events. */
    private static final long NEVER = -(1L << 60);

    private long eventTime = NEVER;
    private long now = NEVER;
    private long watermark = NEVER;

    /** What follows has this time. */
    public void begin(long millis) {
        eventTime = millis;
    }

    /** The time of the event that is handled. */
    public long eventTime() {
        return eventTime;
    }

    /**
     * What has come too late for the windows that are closed: those that end at this time or before it. What comes of a timer
     * that fires can still count in those whose timers fire after it.
     */
    long watermark() {
        return watermark;
    }

    /**
     * A timer fires; all that were due before have fired.
     *
     * @param millis the time, which is what comes of it has
     */
    void firing(long at, long millis) {
        watermark = Math.max(at, NEVER) - 1; // what else is due at the same time has not fired yet
        eventTime = millis;
    }

    /** Time has passed, and timers have fired. */
    void ticked(long millis) {
        now = Math.max(now, millis);
        watermark = now;
    }
}
