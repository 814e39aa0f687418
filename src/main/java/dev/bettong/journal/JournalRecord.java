package dev.bettong.journal;

import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;

/** One thing that was read from a connection, or given once more by an operator. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public sealed interface JournalRecord {

    /**
     * A whole frame.
     *
     * @param payload what goes to the decoder
     */
    record Frame(byte[] payload) implements JournalRecord {}

    /**
     * Bytes that are no frame.
     *
     * @param reason why not
     * @param detail the same for people
     * @param bytes what was read, as far as it is kept
     */
    record Rejected(FailureReason reason, String detail, byte[] bytes) implements JournalRecord {}

    /**
     * An event that had failed, and enters again where it failed.
     *
     * @param frame the payload from which it had come
     */
    record Reentry(FailedEvent event, byte[] frame) implements JournalRecord {}
}
