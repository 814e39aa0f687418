package dev.bettong.pipeline;

/** What becomes of an event whose windows are all closed. It is a failure with the reason {@code late}, unless it counts after all. */
public enum LatePolicy {
    /** It is kept as a dead letter, also where the pipeline fails at failures. */
    DEAD_LETTER,
    /** It is dropped. */
    DROP,
    /** It makes a result by itself, of the last window that would have contained it. */
    FIRE_PER_MESSAGE,
    /** It counts in the oldest window of its key that is open; if none is, it is kept as a dead letter. */
    PLACE_IN_OLDEST_WINDOW
}
