package dev.bettong.input;

import java.util.ArrayDeque;
import java.util.Deque;

/** What runs once entries are on the disk that the task has already. Owned by the worker. */
final class Acknowledgements {

    private final Deque<Acknowledgement> waiting = new ArrayDeque<>();

    /** Whether there are any; written by the worker, read by the thread that syncs. */
    private volatile boolean any;

    private record Acknowledgement(long position, Runnable action) {}

    /** Runs an action once the entry at a position is on the disk; not before that of an earlier one. */
    void add(long position, Runnable action) {
        waiting.add(new Acknowledgement(position, action));
        any = true;
    }

    /** Entries up to a position are on the disk. */
    void synced(long position) {
        while (!waiting.isEmpty() && waiting.element().position <= position) {
            waiting.remove().action.run();
        }
        any = !waiting.isEmpty();
    }

    /** Any thread: whether something waits. */
    boolean any() {
        return any;
    }
}
