package dev.bettong.chain;

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
}
