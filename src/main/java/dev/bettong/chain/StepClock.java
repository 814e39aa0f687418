package dev.bettong.chain;

/** What time it is for a step. Times are milliseconds since 1970. Owned by the worker. */
interface StepClock {

    /** The time of the event that is handled. */
    long eventTime();

    /** What follows has this time. */
    void begin(long millis);

    /**
     * What has come too late for the windows that are closed: those that end at this time or before it, once their grace is
     * over. What comes of a timer that fires can still count in those whose timers fire after it.
     */
    long watermark();

    /** How far the time of the step is behind that of its segment. */
    long lag();

    /**
     * A timer fires; all that were due before have fired.
     *
     * @param at for when it was set
     * @param millis the time at which it fires, in the segment
     */
    void firing(long at, long millis);
}
