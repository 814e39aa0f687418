package dev.bettong.chain;

import dev.bettong.runtime.FailedEvent;
import org.jspecify.annotations.Nullable;

/**
 * One place of a chain at which functions are called.
 *
 * @param name of the source, step or sink
 * @param entry name by which an event that fails there can enter again
 */
record Place(String name, EntryPoints entries, String entry) {

    /** What is kept of an event that fails there, besides the frame; {@code null} if nothing is. */
    @Nullable
    FailedEvent failed(Object event, Object key) {
        return entries.failed(entry, event, key);
    }

    /**
     * An event that comes there, serialized.
     *
     * @throws dev.bettong.codec.EventSerializationException if it cannot be
     */
    byte[] serialized(Object event) {
        return entries.serialized(entry, event);
    }
}
