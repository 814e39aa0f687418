package dev.bettong.source;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which connections of a source on one event loop keep the beginning of a frame, and how much memory each takes: a heap with the largest on
 * top, so that a change costs little however many connections there are. Owned by the event loop.
 */
final class UnfinishedFrames {

    private static final int FIRST_CAPACITY = 16;

    /** Of a connection that keeps nothing. */
    static final int NO_PLACE = -1;

    private @Nullable FrameReader[] connections = new FrameReader[FIRST_CAPACITY];
    private int[] kept = new int[FIRST_CAPACITY]; // bytes, by place
    private int size;
    private long bytes;

    /** Memory that all of them take. */
    long bytes() {
        return bytes;
    }

    /** The connection that keeps the most, or {@code null} if none keeps anything. */
    @Nullable
    FrameReader largest() {
        return size == 0 ? null : connections[0];
    }

    /** A connection now keeps so many bytes. */
    void keeps(FrameReader connection, int now) {
        int place = connection.place();
        if (place == NO_PLACE) {
            if (now > 0) {
                bytes += now;
                add(connection, now);
            }
            return;
        }
        int before = kept[place];
        bytes += now - before;
        if (now == 0) {
            remove(connection, place);
        } else {
            settle(connection, now, place);
        }
    }

    private void add(FrameReader connection, int now) {
        if (size == kept.length) {
            connections = Arrays.copyOf(connections, 2 * size);
            kept = Arrays.copyOf(kept, 2 * size);
        }
        size++;
        settle(connection, now, size - 1);
    }

    private void remove(FrameReader connection, int place) {
        connection.place(NO_PLACE);
        size--;
        FrameReader last = connections[size];
        connections[size] = null;
        if (last != null && place < size) {
            settle(last, kept[size], place);
        }
    }

    /** Puts a connection where it belongs, from a place that is free. */
    private void settle(FrameReader connection, int now, int free) {
        int place = free;
        while (place > 0 && kept[parent(place)] < now) {
            place = move(parent(place), place);
        }
        for (int child = largerChild(place); child < size && kept[child] > now; child = largerChild(place)) {
            place = move(child, place);
        }
        put(connection, now, place);
    }

    private static int parent(int place) {
        return (place - 1) / 2;
    }

    private int largerChild(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && kept[left + 1] > kept[left] ? left + 1 : left;
    }

    private int move(int from, int to) {
        FrameReader moved = connections[from];
        if (moved != null) {
            put(moved, kept[from], to);
        }
        return from;
    }

    private void put(FrameReader connection, int now, int place) {
        connections[place] = connection;
        kept[place] = now;
        connection.place(place);
    }
}
