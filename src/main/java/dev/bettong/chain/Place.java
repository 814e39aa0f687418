package dev.bettong.chain;

import dev.bettong.runtime.FailedEvent;
import org.jspecify.annotations.Nullable;

/**
 * One place of a chain at which functions are called.
 *
 * @param entry name by which an event that fails there can enter again
 */
record Place(StepPosition position, int index, EntryPoints entries, String entry) {

    /** A function is about to be called. */
    void enter() {
        position.enter(index);
    }

    /** What is kept of an event that fails there, besides the frame; {@code null} if nothing is. */
    @Nullable
    FailedEvent failed(Object event, Object key) {
        return entries.failed(entry, event, key);
    }
}
