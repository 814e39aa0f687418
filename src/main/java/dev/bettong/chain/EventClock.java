package dev.bettong.chain;

import dev.bettong.time.Watermarks;

/**
 * The time of what a chain handles, in milliseconds since 1970. It comes from the journal, so that a replay has the same. For
 * steps of pipelines whose events do not bring their own time, it is also what time it is. Owned by the worker.
 */
public final class EventClock implements StepClock {

    private long eventTime = Watermarks.NONE;
    private long arrival = Watermarks.NONE;
    private long now = Watermarks.NONE;
    private long watermark = Watermarks.NONE;

    @Override
    public void begin(long millis) {
        eventTime = millis;
    }

    /** What follows has arrived at this time, and has no other one yet. */
    public void arrived(long millis) {
        arrival = millis;
        eventTime = millis;
    }

    /** When that has arrived which is handled. */
    long arrival() {
        return arrival;
    }

    @Override
    public long eventTime() {
        return eventTime;
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public long lag() {
        return 0;
    }

    @Override
    public void firing(long at, long millis) {
        watermark = Math.max(at, Watermarks.NONE) - 1; // what else is due at the same time has not fired yet
        eventTime = millis;
    }

    /** Time has passed, and timers have fired. */
    void ticked(long millis) {
        now = Math.max(now, millis);
        watermark = now;
    }
}
