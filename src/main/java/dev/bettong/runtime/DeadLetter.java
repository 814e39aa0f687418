package dev.bettong.runtime;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A frame, or what could not be framed, that a pipeline could not handle. Letters are equal if their bytes are, too.
 *
 * <p>As many components as a stored letter has fields.
 *
 * @param id number of the letter; a later letter has a greater one. 0 as long as it has none
 * @param pipeline name of the pipeline
 * @param source name of the source that has read the frame; {@link #OF_TIMER} if a timer has fired and there is no frame;
 *     {@code null} in a letter of a version that did not note it
 * @param step the step, source or sink at which it happened
 * @param reason why
 * @param partition the partition that the event was in at that step, or -1 if it was in none
 * @param cause what was wrong, for people; it may quote the payload, so it belongs in no log
 * @param time when it happened
 * @param frame the payload from which the event came, or the first bytes of what could not be framed; not to be changed.
 *     Re-driving runs the whole frame through the pipeline again, also what did not fail the first time, unless the event is
 *     kept.
 * @param event the event that failed, which can enter the pipeline again where it failed; {@code null} if only the frame is
 *     kept
 */
@SuppressWarnings("ArrayRecordComponent") // equals looks at the bytes
public record DeadLetter(
        long id,
        String pipeline,
        @Nullable String source,
        String step,
        FailureReason reason,
        int partition,
        String cause,
        Instant time,
        byte[] frame,
        @Nullable FailedEvent event) {

    /** In place of the source. */
    public static final String OF_TIMER = "";

    /** A letter that keeps only the frame, without its source. */
    public DeadLetter(
            long id,
            String pipeline,
            String step,
            FailureReason reason,
            int partition,
            String cause,
            Instant time,
            byte[] frame) {
        this(id, pipeline, null, step, reason, partition, cause, time, frame, null);
    }

    /** The same letter with another number. */
    public DeadLetter withId(long number) {
        return new DeadLetter(number, pipeline, source, step, reason, partition, cause, time, frame, event);
    }

    /** Whether it comes from a timer: it has no frame then. */
    public boolean ofTimer() {
        return OF_TIMER.equals(source);
    }

    /** Bytes of its frame, event and cause in memory; a frame that led to several letters counts with each. */
    public long weight() {
        return frame.length + (long) cause.length() * Character.BYTES + (event == null ? 0 : event.weight());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && id == that.id
                && pipeline.equals(that.pipeline)
                && Objects.equals(source, that.source)
                && step.equals(that.step)
                && reason == that.reason
                && partition == that.partition
                && cause.equals(that.cause)
                && time.equals(that.time)
                && Arrays.equals(frame, that.frame)
                && Objects.equals(event, that.event);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, pipeline, source, step, reason, partition, cause, time, Arrays.hashCode(frame), event);
    }

    /** Without the bytes and the cause, so that it may be logged. */
    @Override
    public String toString() {
        return "dead letter %d of '%s' at '%s' (%s), partition %d, %s, %d bytes"
                .formatted(id, pipeline, step, reason.tag(), partition, time, frame.length);
    }
}
