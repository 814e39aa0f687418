package dev.bettong.state;

/** The entities of one state on one worker, as a chain uses them. Called by that worker only. */
public interface StateAccess {

    /**
     * The entity of a key, made if there is none.
     *
     * @param partition of the key
     * @throws StateAccessException if it cannot be read
     * @throws StateFullException if it is new and there is no room for it
     */
    Entity entity(Object key, int partition);

    /** A function has changed an entity, or may have. */
    void changed(Entity entity);

    /** An entity has a timer, and does not expire until it is released. */
    void keep(Entity entity);

    /** A timer of an entity is spent or cleared: it may expire again, unless it has another one. */
    void release(Entity entity);

    /** A function has deleted an entity. */
    void removed(Entity entity);
}
