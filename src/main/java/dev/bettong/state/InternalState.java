package dev.bettong.state;

/**
 * What checkpoints save for the engine on one worker, and no author has declared, as entities of a state of its own. Owned by
 * the worker.
 *
 * @param <K> what tells the entities apart, on all workers
 * @param <V> the entities
 */
public final class InternalState<K, V> {

    private static final int PARTITION = 0;

    private final Entities entities;

    InternalState(Entities entities) {
        this.entities = entities;
    }

    /** The next checkpoint saves an entity. */
    public void save(K key, V entity) {
        entities.replace(key, PARTITION, entity);
    }

    /** The next checkpoint deletes an entity, perhaps one of an earlier run. */
    public void delete(K key) {
        entities.delete(key, PARTITION);
    }
}
