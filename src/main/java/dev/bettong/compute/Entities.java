package dev.bettong.compute;

import dev.bettong.pipeline.State;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entities of one state that a worker owns, in memory. Owned by that worker. */
abstract sealed class Entities {

    private final State<?> state;

    private Entities(State<?> state) {
        this.state = state;
    }

    static Entities of(State<?> state, Partitioning partitioning) {
        return partitioning.oneKeyEach() ? new ByPartition(state, partitioning.count()) : new ByKey(state);
    }

    /** The entity of a key, made if it is not there. */
    abstract Object entity(Object key, int partition);

    final Object initial() {
        return state.initial().get();
    }

    /** One entity for each partition: no key needs to be looked up a second time. */
    private static final class ByPartition extends Entities {

        private final @Nullable Object[] entities;

        ByPartition(State<?> state, int partitions) {
            super(state);
            entities = new Object[partitions];
        }

        @Override
        Object entity(Object key, int partition) {
            Object entity = entities[partition];
            if (entity == null) {
                entity = initial();
                entities[partition] = entity;
            }
            return entity;
        }
    }

    /** One entity for each key. */
    private static final class ByKey extends Entities {

        private final Map<Object, Object> entities = new HashMap<>();

        ByKey(State<?> state) {
            super(state);
        }

        @Override
        Object entity(Object key, int partition) {
            Object entity = entities.get(key);
            if (entity == null) {
                entity = initial();
                entities.put(key, entity);
            }
            return entity;
        }
    }
}
