package dev.bettong.calls;

import dev.bettong.state.SavedKey;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A call of a step from the event that it is made for to the output that goes on. Owned by the worker. */
public final class PendingCall {

    private final Id id;
    private final Keyed event;
    private final @Nullable Stored stored;
    private final CallContext.Origin origin;
    private final Times times;

    int attempts;

    @Nullable
    Object output;

    @Nullable
    Throwable failure;

    // of the CallOrder
    boolean done;
    boolean first; // of its key, or order does not matter

    @Nullable
    PendingCall behind; // the next of its key

    @Nullable
    Group group;

    /**
     * A call that has not been made.
     *
     * @param stored the event as a checkpoint saves it; {@code null} where there are none
     * @param origin of what the event came
     */
    public PendingCall(Id id, Keyed event, @Nullable Stored stored, CallContext.Origin origin, Times times) {
        this.id = id;
        this.event = event;
        this.stored = stored;
        this.origin = origin;
        this.times = times;
    }

    /**
     * Tells a call from others of its step. Of two calls of a key, the one that was made first is less, whichever workers have
     * made them: a worker numbers its calls beyond all that were restored.
     *
     * @param lane the worker that has made it
     * @param number larger than those of all calls that this worker has made before
     */
    public record Id(int lane, long number) implements Comparable<Id> {

        @Override
        public int compareTo(Id other) {
            int byNumber = Long.compare(number, other.number);
            return byNumber == 0 ? Integer.compare(lane, other.lane) : byNumber;
        }
    }

    /** An event with its key and partition, which are those of events without one before any partitioning. */
    public record Keyed(Object event, Object key, int partition) {}

    /**
     * The event of a call as a checkpoint saves it.
     *
     * @param event serialized
     * @param key {@code null} if it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stored(byte[] event, @Nullable SavedKey key) {}

    /**
     * When a call was made, in milliseconds since 1970.
     *
     * @param event time of the event
     * @param watermark how far time had come
     */
    public record Times(long event, long watermark) {}

    /** Calls between which time has not moved on. */
    static final class Group {

        long watermark;
        final Deque<PendingCall> ready = new ArrayDeque<>(); // that wait for the groups before
        int calls;

        Group(long watermark) {
            this.watermark = watermark;
        }
    }

    /** The call among all of its step, in this run and those before. */
    public Id id() {
        return id;
    }

    /** What it is made for. */
    public Keyed event() {
        return event;
    }

    /** The event as a checkpoint saves it; {@code null} where there are none. */
    public @Nullable Stored stored() {
        return stored;
    }

    /** Of what the event came. */
    public CallContext.Origin origin() {
        return origin;
    }

    /** When it was made. */
    public Times times() {
        return times;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }

    /** What has come of it; {@code null} if that is nothing, or it has failed. */
    public @Nullable Object output() {
        return output;
    }

    /** Why the last attempt has failed; {@code null} if it has not. */
    public @Nullable Throwable failure() {
        return failure;
    }
}
