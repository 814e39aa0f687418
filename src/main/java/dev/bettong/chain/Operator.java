package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** One step of a chain, which hands its output on to the next. Owned by one worker. */
abstract class Operator {

    /** Key of events that no partitioning has touched yet. */
    static final Object NO_KEY = new Object();

    /** Partition of events that no partitioning has touched yet. */
    static final int NO_PARTITION = -1;

    /**
     * Runs an event through this step and everything behind it that happens on this worker.
     *
     * @param event the event
     * @param key the event's key by the last partitioning, or {@link #NO_KEY}
     * @param partition the key's partition, or {@link #NO_PARTITION}
     */
    abstract void process(Object event, Object key, int partition);

    /** Any thread: the operator to which this one hands on what the worker handles, or {@code null} if there is none. */
    @Nullable
    abstract Operator handsTo();

    /** The name of the source, step or sink whose function it calls, or {@code null} if it calls none. */
    @Nullable
    abstract String place();
}
