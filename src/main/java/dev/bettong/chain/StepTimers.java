package dev.bettong.chain;

import dev.bettong.state.Timers;

/** Fires the timers of one step. */
final class StepTimers {

    private final Timers timers;
    private final Firing firing;
    private final StepClock clock;
    private final TimerCounters counters;

    /**
     * Those of a step.
     *
     * @param step its name
     * @param firing is called with each timer that fires
     */
    StepTimers(String step, Timers timers, Firing firing, StepClock clock) {
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

    /** When the first timer fires, by the time of the segment; {@link Timers#NEVER} if none is set. */
    long next() {
        long next = timers.next();
        return next == Timers.NEVER ? next : next + clock.lag();
    }

    /**
     * Fires the first timer.
     *
     * @param millis the time of the segment
     */
    void fire(long millis) {
        fire(timers.take(), millis);
    }

    /** When the timer of a key fires, by the time of the segment; {@link Timers#NEVER} if it has none. */
    long at(Object key) {
        long at = timers.at(key);
        return at == Timers.NEVER ? at : at + clock.lag();
    }

    /** Fires the timer of a key, which has one. */
    void fire(Object key, long millis) {
        fire(timers.take(key), millis);
    }

    private void fire(Timers.Due due, long millis) {
        counters.firedOne();
        clock.firing(due.at(), millis);
        firing.fire(due);
    }

    TimerCounters counters() {
        return counters;
    }
}
