package dev.bettong.test;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things to be done at an end, the last one first; what one throws keeps no other from being done. */
final class AutoCloseables implements AutoCloseable {

    private final Deque<Runnable> actions = new ArrayDeque<>();

    void add(Runnable action) {
        actions.push(action);
    }

    @Override
    public void close() {
        RuntimeException first = null;
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException thrown) {
                if (first == null) {
                    first = thrown;
                } else {
                    first.addSuppressed(thrown);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
