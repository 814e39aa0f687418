package dev.bettong.join;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of one key that may still meet others. The entity of a step that joins, stored as it is here. Owned by the worker
 * of its partition.
 *
 * @param <L> type of the left events
 * @param <R> type of the right events
 */
public final class JoinBuffers<L, R> {

    /** What {@link #timer()} says of one that was read from a store. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** In the order of their times, and at the same time in that in which they came. */
    final List<Kept<L>> left = new ArrayList<>(1);

    /** Likewise. */
    final List<Kept<R>> right = new ArrayList<>(1);

    /** When the first event is to be removed, as the timer of the key is set. */
    private transient long timer = UNKNOWN;

    /**
     * An event.
     *
     * @param <E> its type
     */
    static final class Kept<E> {

        /** Its time, in milliseconds since 1970. */
        long time;

        E event;

        Kept(long time, E event) {
            this.time = time;
            this.event = event;
        }

        @SuppressWarnings("NullAway.Init") // the codec sets the fields
        private Kept() {}
    }

    /** Whether nothing has to be kept of the key. */
    public boolean empty() {
        return left.isEmpty() && right.isEmpty();
    }

    /** When the first event is to be removed, as was said last; {@link #UNKNOWN} if nothing was. */
    public long timer() {
        return timer;
    }

    /** Notes when the first event is to be removed. */
    public void timer(long at) {
        timer = at;
    }

    /** The index of the first event after a time; most events are the latest, so from the end. */
    static int indexAfter(List<? extends Kept<?>> events, long time) {
        int index = events.size();
        while (index > 0 && events.get(index - 1).time > time) {
            index--;
        }
        return index;
    }
}
