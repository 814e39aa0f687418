package dev.bettong.chain;

import java.util.function.LongConsumer;

/**
 * Counts the calls of one step on one worker, and times one call in {@value #SAMPLE}: reading the clock around every
 * call would cost more than most functions do.
 *
 * <p>Plain fields: the worker writes them, scrapes read them and may see them late.
 */
public final class StepCounters {

    /** One call in so many is timed; a power of two. */
    static final int SAMPLE = 256;

    private static final long NOT_TIMED = 0;

    private final String step;
    private final LongConsumer durations;
    private long messages;

    StepCounters(String step, LongConsumer durations) {
        this.step = step;
        this.durations = durations;
    }

    /** Name of the step. */
    public String step() {
        return step;
    }

    /** Inputs so far. */
    public long messages() {
        return messages;
    }

    /** Counts a call that is timed elsewhere. */
    void count() {
        messages++;
    }

    /** Counts a call; what it returns goes to {@link #end}. The first call is timed, so that the meter soon shows. */
    long begin() {
        return (messages++ & (SAMPLE - 1)) == 0 ? System.nanoTime() : NOT_TIMED;
    }

    void end(long begun) {
        if (begun != NOT_TIMED) {
            durations.accept(System.nanoTime() - begun);
        }
    }
}
