package dev.bettong.chain;

import dev.bettong.state.Timers;

/** Fires the timers of one step. */
final class StepTimers {

    private final Timers timers;
    private final Firing firing;
    private final EventClock clock;
    private final TimerCounters counters;

    /**
     * Those of a step.
     *
     * @param step its name
     * @param firing is called with each timer that fires
     */
    StepTimers(String step, Timers timers, Firing firing, EventClock clock) {
        this.timers = timers;
        this.firing = firing;
        this.clock = clock;
        this.counters = new TimerCounters(step, timers);
    }

    /** What a step does when a timer fires. */
    @FunctionalInterface
    interface Firing {

        /** A timer fires, and is spent. */
        void fire(Timers.Due due);
    }

    /** When the first timer fires, in milliseconds since 1970; {@link Timers#NEVER} if none is set. */
    long next() {
        return timers.next();
    }

    /**
     * Fires the first timer.
     *
     * @param millis the time, which is that of what comes of it
     */
    void fire(long millis) {
        Timers.Due due = timers.take();
        counters.firedOne();
        clock.firing(due.at(), millis);
        firing.fire(due);
    }

    TimerCounters counters() {
        return counters;
    }
}
