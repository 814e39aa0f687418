package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/** Hears of every event that comes to a step, on the worker's thread. Must not throw, and must not keep the event. */
@FunctionalInterface
public interface TapListener {

    /**
     * An event comes.
     *
     * @param key its key by the last partitioning, or {@code null} if there was none
     * @param partition the key's partition, or -1
     */
    void event(Object event, @Nullable Object key, int partition);
}
