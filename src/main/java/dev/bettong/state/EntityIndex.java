package dev.bettong.state;

import dev.bettong.keys.Partitioning;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the entity of a key among those in memory. Owned by one worker. */
abstract sealed class EntityIndex {

    private int size;

    static EntityIndex of(Partitioning partitioning) {
        return partitioning.oneKeyEach() ? new ByPartition(partitioning.count()) : new ByKey();
    }

    @Nullable
    abstract Entity find(Object key, int partition);

    /** Any entity, or {@code null} if there is none. */
    @Nullable
    abstract Entity any();

    abstract void put(Entity entity);

    abstract void remove(Entity entity);

    abstract void removeAll();

    final int size() {
        return size;
    }

    final void add(Entity entity) {
        put(entity);
        size++;
    }

    final void drop(Entity entity) {
        remove(entity);
        size--;
    }

    final void clear() {
        removeAll();
        size = 0;
    }

    /** One entity for each partition: no key needs to be looked up a second time. */
    private static final class ByPartition extends EntityIndex {

        private final @Nullable Entity[] entities;

        ByPartition(int partitions) {
            entities = new Entity[partitions];
        }

        @Override
        @Nullable
        Entity find(Object key, int partition) {
            return entities[partition];
        }

        @Override
        @Nullable
        Entity any() {
            return Arrays.stream(entities).filter(Objects::nonNull).findFirst().orElse(null);
        }

        @Override
        void put(Entity entity) {
            entities[entity.partition] = entity;
        }

        @Override
        void remove(Entity entity) {
            entities[entity.partition] = null;
        }

        @Override
        void removeAll() {
            Arrays.fill(entities, null);
        }
    }

    /** One entity for each key. */
    private static final class ByKey extends EntityIndex {

        private Map<Object, Entity> entities = new HashMap<>();

        @Override
        @Nullable
        Entity find(Object key, int partition) {
            return entities.get(key);
        }

        @Override
        @Nullable
        Entity any() {
            return entities.isEmpty() ? null : entities.values().iterator().next();
        }

        @Override
        void put(Entity entity) {
            entities.put(entity.key, entity);
        }

        @Override
        void remove(Entity entity) {
            entities.remove(entity.key);
        }

        @Override
        void removeAll() {
            entities = new HashMap<>(); // a cleared one would keep the table that has grown
        }
    }
}
