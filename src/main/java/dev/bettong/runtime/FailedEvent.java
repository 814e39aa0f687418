package dev.bettong.runtime;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as it entered the step at which it failed. Equal if the bytes are, too.
 *
 * @param step where it can enter the pipeline again: a step, or a sink. A sink that several steps write to is named with the
 *     step before it
 * @param event the event, serialized by the type of what comes to the step; not to be changed
 * @param key the stored form of its key; {@code null} if no partitioning is before the step
 * @param time that of the event, in milliseconds since 1970; {@code null} if it is when it enters
 */
@SuppressWarnings("ArrayRecordComponent") // equals looks at the bytes
public record FailedEvent(
        String step,
        byte[] event,
        byte @Nullable [] key,
        @Nullable Long time) {

    /** An event whose time is when it enters. */
    public FailedEvent(String step, byte[] event, byte @Nullable [] key) {
        this(step, event, key, null);
    }

    /** This event, with a time of its own. */
    public FailedEvent at(long millis) {
        return new FailedEvent(step, event, key, millis);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FailedEvent that
                && step.equals(that.step)
                && Arrays.equals(event, that.event)
                && Arrays.equals(key, that.key)
                && Objects.equals(time, that.time);
    }

    @Override
    public int hashCode() {
        return Objects.hash(step, Arrays.hashCode(event), Arrays.hashCode(key), time);
    }

    /** Without the bytes, so that it may be logged. */
    @Override
    public String toString() {
        return "event of %d bytes at '%s'".formatted(event.length, step);
    }

    /** Bytes that it takes in memory, about. */
    public long weight() {
        return (long) event.length + (key == null ? 0 : key.length);
    }
}
