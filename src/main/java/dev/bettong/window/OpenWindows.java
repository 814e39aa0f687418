package dev.bettong.window;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one key has in its open windows. The entity of a step with an aggregation, stored as it is here. Owned by the worker of
 * its partition.
 *
 * @param <A> type of the accumulators
 */
public final class OpenWindows<A> {

    /** What overlapping windows have in common, sessions, or a count: in the order of their starts. */
    final List<Pane<A>> panes = new ArrayList<>(1);

    /** The end of the last window that was closed, of those that are aligned; those that end later are not. */
    @Nullable
    Long closed;

    /** Time of the earliest event of the key; kept only where windows without events have results. */
    @Nullable
    Long firstEvent;

    /** Time of the latest event of the key; likewise. */
    @Nullable
    Long lastEvent;

    /** What {@link #timer()} says of one that was read from a store. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** The pane that had the last event, if events are still to be counted there. */
    @Nullable
    transient Pane<A> current;

    /** The end of {@link #current}. */
    transient long currentEnd;

    /** When the first window closes, as the timer of the key is set. */
    private transient long timer = UNKNOWN;

    /**
     * A part of time with an accumulator of its own.
     *
     * @param <A> type of the accumulator
     */
    static final class Pane<A> {

        /** The earliest time in it. */
        long start;

        /** Of a session or a count the time of its latest event. */
        long last;

        long events;
        A sum;

        Pane(long start, A sum) {
            this.start = start;
            this.last = start;
            this.sum = sum;
        }

        @SuppressWarnings("NullAway.Init") // the codec sets the fields
        private Pane() {}
    }

    /** Whether nothing has to be kept of the key. */
    public boolean empty() {
        return panes.isEmpty();
    }

    /** When the first window closes, as was said last; {@link #UNKNOWN} if nothing was. */
    public long timer() {
        return timer;
    }

    /** Notes when the first window closes. */
    public void timer(long at) {
        timer = at;
    }

    Pane<A> first() {
        return panes.getFirst();
    }

    /** The pane that starts at a time, or {@code null}. */
    @Nullable
    Pane<A> at(long start) {
        int index = indexOf(start);
        return index < panes.size() && panes.get(index).start == start ? panes.get(index) : null;
    }

    /** Adds a pane in its place. */
    void add(Pane<A> pane) {
        panes.add(indexOf(pane.start), pane);
    }

    /** The panes that start in a window. */
    List<Pane<A>> within(long start, long end) {
        return panes.subList(indexOf(start), indexOf(end));
    }

    /** Removes the panes that start before a time. */
    void removeBefore(long start) {
        panes.subList(0, indexOf(start)).clear();
    }

    /** The index of the first pane that starts at a time or later; most events are the latest, so from the end. */
    private int indexOf(long start) {
        int index = panes.size();
        while (index > 0 && panes.get(index - 1).start >= start) {
            index--;
        }
        return index;
    }

    /** Notes the time of an event. */
    void event(long time) {
        firstEvent = firstEvent == null ? time : Math.min(time, firstEvent);
        lastEvent = lastEvent == null ? time : Math.max(lastEvent, time);
    }
}
