package dev.bettong.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Timers in the order in which they fire: by their times, and at the same time by the bytes of their keys, so that a replay
 * has the same order. One for each key. Owned by one worker.
 */
final class TimerQueue {

    private final Map<Object, Timer> byKey = new HashMap<>();
    private final List<Timer> heap = new ArrayList<>(); // no timer is before the one at (slot - 1) / 2

    /** The timer of one key. */
    static final class Timer {

        final Object key;
        final int partition;
        private final byte[] bytes; // of the key
        private long at;
        private int slot;

        private Timer(Object key, int partition, byte[] bytes) {
            this.key = key;
            this.partition = partition;
            this.bytes = bytes;
        }

        /** When it fires, in milliseconds since 1970. */
        long at() {
            return at;
        }

        /** Of the key, encoded; not to be changed. */
        byte[] bytes() {
            return bytes;
        }

        private boolean before(Timer other) {
            return at < other.at || (at == other.at && Arrays.compareUnsigned(bytes, other.bytes) < 0);
        }
    }

    int size() {
        return heap.size();
    }

    /** The timer of a key, or {@code null} if it has none. */
    @Nullable
    Timer of(Object key) {
        return byKey.get(key);
    }

    /**
     * Sets the timer of a key, in place of the one that it may have.
     *
     * @param encoded bytes of the key, which must not be changed afterwards
     */
    void set(Object key, int partition, long at, byte[] encoded) {
        Timer timer = byKey.get(key);
        if (timer == null) {
            timer = new Timer(key, partition, encoded);
            byKey.put(key, timer);
            timer.slot = heap.size();
            heap.add(timer);
        }
        timer.at = at;
        settle(timer);
    }

    /** Clears the timer of a key; returns whether it had one. */
    boolean clear(Object key) {
        Timer timer = byKey.remove(key);
        if (timer == null) {
            return false;
        }
        Timer last = heap.removeLast();
        if (last != timer) {
            last.slot = timer.slot;
            settle(last);
        }
        return true;
    }

    void clear() {
        byKey.clear();
        heap.clear();
    }

    /** The timer that fires first, or {@code null} if there is none. */
    @Nullable
    Timer first() {
        return heap.isEmpty() ? null : heap.getFirst();
    }

    /** Moves a timer to where it belongs, from its slot, which may hold another one. */
    private void settle(Timer timer) {
        int slot = timer.slot;
        while (slot > 0 && timer.before(heap.get((slot - 1) / 2))) {
            slot = move((slot - 1) / 2, slot);
        }
        while (true) {
            int child = 2 * slot + 1;
            if (child + 1 < heap.size() && heap.get(child + 1).before(heap.get(child))) {
                child++;
            }
            if (child >= heap.size() || !heap.get(child).before(timer)) {
                break;
            }
            slot = move(child, slot);
        }
        put(timer, slot);
    }

    private int move(int from, int to) {
        put(heap.get(from), to);
        return from;
    }

    private void put(Timer timer, int slot) {
        heap.set(slot, timer);
        timer.slot = slot;
    }
}
