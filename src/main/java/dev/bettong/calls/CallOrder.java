package dev.bettong.calls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which order the outputs of a step's calls go on, whatever the order in which they come. Owned by the worker.
 *
 * <p>Where order matters, a call waits for those of the same key before it. Where time does, it also waits for all calls that
 * were made before time moved on to where it was at this one: what is behind would otherwise see it earlier than it is.
 */
final class CallOrder {

    private static final Object SAME = new Object();

    private final boolean ordered;
    private final boolean keyed;
    private final boolean timed;
    private final Map<Object, PendingCall> last = new HashMap<>(); // by key, where order matters
    private final Deque<PendingCall.Group> groups = new ArrayDeque<>();
    private final Deque<PendingCall> ready = new ArrayDeque<>();
    private int size;

    /**
     * Before the first call.
     *
     * @param ordered whether the order of events matters
     * @param keyed whether it is that of each key
     * @param timed whether time must not be overtaken
     */
    CallOrder(boolean ordered, boolean keyed, boolean timed) {
        this.ordered = ordered;
        this.keyed = keyed;
        this.timed = timed;
    }

    /** A call is made. */
    void add(PendingCall call) {
        size++;
        PendingCall.Group group = groupOf(timed ? call.times().watermark() : 0);
        group.calls++;
        call.group = group;
        PendingCall before = ordered ? last.put(keyOf(call), call) : null;
        call.first = before == null;
        if (before != null) {
            before.behind = call;
        }
    }

    /** Where a call goes that is made at a watermark, which is behind that of calls before it at most after a recovery. */
    private PendingCall.Group groupOf(long watermark) {
        for (Iterator<PendingCall.Group> latest = groups.descendingIterator(); latest.hasNext(); ) {
            PendingCall.Group before = latest.next();
            if (before.watermark <= watermark) {
                break;
            }
            before.watermark = watermark;
        }
        PendingCall.Group last = groups.peekLast();
        if (last != null && last.watermark == watermark) {
            return last;
        }
        PendingCall.Group next = new PendingCall.Group(watermark);
        groups.add(next);
        return next;
    }

    private Object keyOf(PendingCall call) {
        return keyed ? call.event().key() : SAME;
    }

    /** A call has its output, or has failed. */
    void done(PendingCall call) {
        call.done = true;
        if (call.first) {
            release(call);
        }
    }

    private void release(PendingCall call) {
        PendingCall.Group group = groupOf(call);
        if (group == groups.peekFirst()) {
            ready.add(call);
        } else {
            group.ready.add(call);
        }
    }

    /** A call whose output can go on now; {@code null} if there is none. It is {@link #gone} afterwards. */
    @Nullable
    PendingCall next() {
        return ready.poll();
    }

    /** The output of a call has gone on. */
    void gone(PendingCall call) {
        size--;
        PendingCall behind = call.behind;
        if (behind != null) {
            behind.first = true;
            if (behind.done) {
                release(behind);
            }
        } else if (ordered) {
            last.remove(keyOf(call));
        }
        groupOf(call).calls--;
        call.behind = null;
        call.group = null;
        PendingCall.Group first = groups.peekFirst();
        while (first != null && first.calls == 0) {
            groups.removeFirst();
            first = groups.peekFirst();
            if (first != null) {
                ready.addAll(first.ready);
                first.ready.clear();
            }
        }
    }

    private static PendingCall.Group groupOf(PendingCall call) {
        if (call.group == null) {
            throw new IllegalStateException("the call is not under way");
        }
        return call.group;
    }

    /** Calls whose output has not gone on. */
    int size() {
        return size;
    }

    /** How far time had come at the oldest call, where time matters; {@link Long#MAX_VALUE} if there is none. */
    long watermark() {
        PendingCall.Group first = groups.peekFirst();
        return first == null || !timed ? Long.MAX_VALUE : first.watermark;
    }
}
