package dev.bettong.source;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a source on one event loop have read, and which of them have ended, while the receiver handles
 * nothing (a hold); in the order in which it came. Also gives the time by which clients are judged, which stands still in a
 * hold. Owned by the event loop.
 */
final class ReadBuffer {

    private final Queue<Postponed> postponed = new ArrayDeque<>();
    private long bytes;
    private long since;
    private long past; // nanoseconds of the holds that are over
    private boolean on;

    /**
     * Something that a receiver has yet to get.
     *
     * @param read what was read, or {@code null} for the end of the connection
     * @param at when, by {@link System#nanoTime()}
     */
    private record Postponed(
            FrameReader connection, @Nullable ByteBuf read, long at) {}

    boolean on() {
        return on;
    }

    void begin(long now) {
        if (!on) {
            on = true;
            since = now;
        }
    }

    void end(long now) {
        if (on) {
            on = false;
            past += now - since;
        }
    }

    /** The time at {@code now} without that of all holds, in nanoseconds. */
    long time(long now) {
        return (on ? since : now) - past;
    }

    void postpone(FrameReader connection, @Nullable ByteBuf read, long at) {
        postponed.add(new Postponed(connection, read, at));
        bytes += memory(read);
    }

    /** Memory that all that was read takes. */
    long bytes() {
        return bytes;
    }

    private static int memory(@Nullable ByteBuf read) {
        return read == null ? 0 : read.capacity();
    }

    /** Has the connections handle what was postponed, until the next hold begins, as {@code held} says. */
    void replay(long now, BooleanSupplier held) {
        for (Postponed next = poll(held); next != null; next = poll(held)) {
            FrameReader connection = next.connection;
            try {
                connection.replay(next.read, next.at, time(now));
            } catch (Throwable thrown) { // which must not keep the others from what is theirs
                connection.brokenBy(thrown);
            }
        }
    }

    private @Nullable Postponed poll(BooleanSupplier held) {
        Postponed next = held.getAsBoolean() ? null : postponed.poll();
        if (next != null) {
            bytes -= memory(next.read);
        }
        return next;
    }

    /** Lets go of everything; all connections are closed. */
    void drop() {
        for (Postponed next : postponed) {
            next.connection.drop(next.read);
        }
        postponed.clear();
        bytes = 0;
    }
}
