package dev.bettong.state;

import org.jspecify.annotations.Nullable;

/** The state of one key in memory, and what a checkpoint has to know of it. Owned by one worker. */
public final class Entity {

    /** Value of {@link #changedIn} of an entity that was never changed since it was read or made. */
    static final int NEVER = 0;

    /** Value of {@link #touchedMillis} of an entity that has a timer, and therefore does not expire. Stores have it, too. */
    static final long KEPT = Long.MAX_VALUE;

    final Object key;
    final int partition;
    public Object value;

    /** Whether the entity is deleted: the store must not have it, and an event that comes meets an initial value. */
    boolean removed;

    /** The epoch of the last change. */
    int changedIn = NEVER;

    /** The epoch whose state was encoded last. */
    int savedIn = NEVER;

    /** The epoch in which it was moved to the recent end of the order. */
    int orderedIn = NEVER;

    /**
     * When an event touched it for the last time, rounded up, in milliseconds since 1970; kept only if its state expires.
     */
    long touchedMillis;

    @Nullable
    Entity older;

    @Nullable
    Entity newer;

    Entity(Object key, int partition, Object value, long touchedMillis) {
        this.key = key;
        this.partition = partition;
        this.value = value;
        this.touchedMillis = touchedMillis;
    }
}
