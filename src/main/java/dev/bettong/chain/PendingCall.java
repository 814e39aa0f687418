package dev.bettong.chain;

import dev.bettong.state.SavedKey;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A call of a step from the event that it is made for to the output that goes on. Owned by the worker. */
public final class PendingCall {

    final Id id;
    final Object event;
    final Object key;
    final int partition;
    final @Nullable Stored stored; // where there are checkpoints
    final CallContext.Origin origin;
    final long time; // of the event
    final long watermark; // how far time had come when the event came
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

    PendingCall(Id id, EntryPoints.Entry entry, @Nullable Stored stored, CallContext.Origin origin, Times times) {
        this.id = id;
        this.event = entry.event();
        this.key = entry.key();
        this.partition = entry.partition();
        this.stored = stored;
        this.origin = origin;
        this.time = times.event();
        this.watermark = times.watermark();
    }

    /**
     * Tells a call from others of its step.
     *
     * @param lane the worker that has made it
     * @param number larger than those of all calls that this worker has made before
     */
    public record Id(int lane, long number) {}

    /**
     * When a call was made, in milliseconds since 1970.
     *
     * @param event time of the event
     * @param watermark how far time had come
     */
    public record Times(long event, long watermark) {}

    /** Calls between which time has not moved on. */
    static final class Group {

        final long watermark;
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

    /**
     * The event of a call as a checkpoint saves it.
     *
     * @param event serialized
     * @param key {@code null} if it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Stored(byte[] event, @Nullable SavedKey key) {}

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
        return new Times(time, watermark);
    }
}
