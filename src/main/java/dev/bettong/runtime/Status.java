package dev.bettong.runtime;

/** The one vocabulary for the state of a pipeline: in health, REST, metrics and log. */
public enum Status {
    /** Opening its sinks and sources. */
    STARTING,
    /** Bringing back what an earlier run has left; not reading yet. */
    RECOVERING,
    /** Reading and writing. */
    RUNNING,
    /** Not reading while a buffer behind the source is full: a slow sink, say. Passes by itself. */
    BACKPRESSURED,
    /**
     * Reading and writing as far as possible: a source or a sink is not connected, a worker is caught in a function, or the disk cannot
     * be written.
     */
    DEGRADED,
    /** Not reading, since an operator wants it so. */
    PAUSED,
    /** No longer reading; what was read is on its way to the sinks. */
    DRAINING,
    /** At its end, nothing left to do. */
    STOPPED,
    /** Ended by a failure; needs a person. */
    FAILED
}
