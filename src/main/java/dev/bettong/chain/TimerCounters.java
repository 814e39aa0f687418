package dev.bettong.chain;

import dev.bettong.state.Timers;

/**
 * Counts the timers of one step on one worker.
 *
 * <p>The worker writes, scrapes read and may see it late.
 */
public final class TimerCounters {

    private final String step;
    private final Timers timers;
    private long fired;

    TimerCounters(String step, Timers timers) {
        this.step = step;
        this.timers = timers;
    }

    /** Name of the step. */
    public String step() {
        return step;
    }

    /** Timers that have fired so far. */
    public long fired() {
        return fired;
    }

    /** Timers that are set. */
    public long set() {
        return timers.size();
    }

    void firedOne() {
        fired++;
    }
}
