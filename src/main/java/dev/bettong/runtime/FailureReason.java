package dev.bettong.runtime;

/** Why a frame or event could not be handled. A closed set: its {@link #tag()} is a metric tag. */
public enum FailureReason {
    /** The frame is longer than {@code max-frame-size}. */
    FRAME_TOO_LARGE("frame-too-large"),
    /** The header gives an impossible length: negative, or less than the header that it includes. */
    MALFORMED_FRAME("malformed-frame"),
    /** The connection ended, or its time was up, within a frame. */
    TRUNCATED_FRAME("truncated-frame"),
    /** The decoder threw. */
    DECODE("decode"),
    /** The event has no time that can be true. */
    TIME("time"),
    /** All windows in which the event would count are closed. */
    LATE("late"),
    /** A computation threw. */
    COMPUTE("compute"),
    /** The partition function threw or gave no key. */
    PARTITION("partition"),
    /** The key is not in the fixed list. */
    UNKNOWN_PARTITION("unknown-partition"),
    /** The encoder threw. */
    ENCODE("encode"),
    /** A sink gave up a message at the end, or its connection broke, which may have lost some. */
    SINK("sink");

    private final String tag;

    FailureReason(String tag) {
        this.tag = tag;
    }

    /** The name in metrics, log and REST. */
    public String tag() {
        return tag;
    }

    /** Whether what failed is no frame, but bytes in which none was found. */
    public boolean framing() {
        return switch (this) {
            case FRAME_TOO_LARGE, MALFORMED_FRAME, TRUNCATED_FRAME -> true;
            case DECODE, TIME, LATE, COMPUTE, PARTITION, UNKNOWN_PARTITION, ENCODE, SINK -> false;
        };
    }
}
