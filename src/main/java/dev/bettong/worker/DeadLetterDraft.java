package dev.bettong.worker;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import java.time.Instant;

/** A dead letter that has no number yet. Not made to be compared. */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetterDraft(
        String pipeline, String step, FailureReason reason, int partition, String cause, Instant time, byte[] frame) {

    /** The letter with its number. */
    public DeadLetter letter(long id) {
        return new DeadLetter(id, pipeline, step, reason, partition, cause, time, frame);
    }

    /** What the texts and bytes take, in bytes; a frame that led to several letters is counted with each. */
    long weight() {
        return frame.length + (long) cause.length() * Character.BYTES;
    }
}
