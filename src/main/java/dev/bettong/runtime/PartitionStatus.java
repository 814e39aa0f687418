package dev.bettong.runtime;

/** What can be the matter with a partition, the worst first. */
public enum PartitionStatus {
    /** Its worker does not come back from a call, or its pipeline has failed. */
    STALLED,
    /** Its pipeline does not handle new events yet. */
    RECOVERING,
    /** It has a key that makes up most of the work of its busy worker. */
    SKEWED,
    /** Its worker is late all the time. */
    SLOW,
    /** The source of its pipeline does not read while a buffer behind it is full. */
    BACKPRESSURED,
    /** An operator has paused its pipeline, or the pipeline was drained. */
    PAUSED,
    /** Nothing. */
    OK
}
