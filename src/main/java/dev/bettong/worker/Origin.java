package dev.bettong.worker;

import dev.bettong.calls.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * Of what a task was handling something.
 *
 * @param source index of the source that has read the frame, or {@link #OF_TIMER}
 * @param readAt when it was read, by {@link System#nanoTime()}
 * @param readAtMillis the same by the steady clock, in milliseconds since 1970
 * @param trace follows the frame on this worker; {@code null} if nothing does
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Origin(
        int source,
        byte[] frame,
        long readAt,
        long readAtMillis,
        @Nullable Trace trace) implements CallContext.Origin {

    /** Instead of a source, where a timer has made the event. */
    public static final int OF_TIMER = TaskContext.NO_SOURCE;

    public Origin {
        frame = source == OF_TIMER ? TaskContext.NO_FRAME : frame; // this very array
    }
}
