package dev.bettong.journal;

import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;

/** A frame or the like that was read from a connection, or re-driven by an operator; or that time has passed. */
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
     * @param detail the reason in words
     * @param bytes what was read, or its beginning
     */
    record Rejected(FailureReason reason, String detail, byte[] bytes) implements JournalRecord {}

    /**
     * Time that has passed: the timers that are due by then fire. The only record of its entry.
     *
     * @param millis by the system clock, in milliseconds since 1970
     */
    record Tick(long millis) implements JournalRecord {}

    /**
     * When the rest of the entry was read: the time of its events. The first record of its entry, of pipelines that need it.
     *
     * @param millis by the system clock, in milliseconds since 1970; never earlier than in the entry before
     */
    record Arrival(long millis) implements JournalRecord {}

    /** Is in entries of pipelines whose events bring their time with them. */
    sealed interface OfStream extends JournalRecord {}

    /**
     * From which stream the rest of the entry was read, of pipelines whose events bring their time with them.
     *
     * @param number unique in a run, among those of the source and the partition of the journal
     */
    record Stream(long number) implements OfStream {}

    /** Nothing has come on a stream for too long: it does not hold back the others. The only record of its entry. */
    record StreamIdle(long number) implements OfStream {}

    /** A stream has ended. The only record of its entry. */
    record StreamClosed(long number) implements OfStream {}

    /**
     * Of earlier versions: a run begins, with so many workers. The only record of its entry. Today the streams of a run end with
     * its replay.
     */
    record StreamsEnded(int workers) implements OfStream {}

    /**
     * How far a stream of a source has come behind the frames of the entry, where the source can go back to it.
     *
     * @param position as the source gives it
     */
    record Position(String stream, byte[] position) implements JournalRecord {}

    /**
     * An event that failed and enters again where it failed.
     *
     * @param frame payload of the frame from which it was computed
     */
    record Reentry(FailedEvent event, byte[] frame) implements JournalRecord {}
}
