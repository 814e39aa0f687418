package dev.bettong.worker;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter that has no number yet, see {@link DeadLetter} for its parts. Not made to be compared.
 *
 * <p>As many components as a letter has, but for the number.
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetterDraft(
        String pipeline,
        String source,
        String step,
        FailureReason reason,
        int partition,
        String cause,
        Instant time,
        byte[] frame,
        @Nullable FailedEvent event) {

    /** The letter with its number. */
    public DeadLetter letter(long id) {
        return new DeadLetter(id, pipeline, source, step, reason, partition, cause, time, frame, event);
    }

    /** What the texts and bytes take, in bytes; a frame that led to several letters is counted with each. */
    long weight() {
        return frame.length + (long) cause.length() * Character.BYTES + (event == null ? 0 : event.weight());
    }
}
