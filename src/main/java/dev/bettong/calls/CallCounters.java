package dev.bettong.calls;

/**
 * Counts the calls of one step on one worker.
 *
 * <p>The worker writes, scrapes read and may see it late.
 */
public final class CallCounters {

    private final String step;
    int inFlight;
    int pending;
    long retries;
    long timeouts;

    CallCounters(String step) {
        this.step = step;
    }

    /** Name of the step. */
    public String step() {
        return step;
    }

    /** Calls that are under way. */
    public int inFlight() {
        return inFlight;
    }

    /** Events that wait: to be called for, to be tried again, or for their output to go on. */
    public int waiting() {
        return Math.max(0, pending - inFlight);
    }

    /** Attempts so far that were not the first. */
    public long retries() {
        return retries;
    }

    /** Attempts so far that took too long. */
    public long timeouts() {
        return timeouts;
    }
}
