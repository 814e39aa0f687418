package dev.bettong.state;

import org.jspecify.annotations.Nullable;

/** Entities in the order in which they were touched, linked through themselves. Owned by one worker. */
final class LruOrder {

    private @Nullable Entity oldest;
    private @Nullable Entity newest;

    @Nullable
    Entity oldest() {
        return oldest;
    }

    void add(Entity entity) {
        entity.older = newest;
        entity.newer = null;
        if (newest == null) {
            oldest = entity;
        } else {
            newest.newer = entity;
        }
        newest = entity;
    }

    void touch(Entity entity) {
        if (entity != newest) {
            remove(entity);
            add(entity);
        }
    }

    void remove(Entity entity) {
        Entity before = entity.older;
        Entity behind = entity.newer;
        if (before == null) {
            oldest = behind;
        } else {
            before.newer = behind;
        }
        if (behind == null) {
            newest = before;
        } else {
            behind.older = before;
        }
        entity.older = null;
        entity.newer = null;
    }

    void clear() {
        oldest = null;
        newest = null;
    }
}
