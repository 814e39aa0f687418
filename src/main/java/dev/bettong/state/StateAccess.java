package dev.bettong.state;

/** The entities of one state on one worker, as a chain uses them: one at a time. Called by that worker only. */
public interface StateAccess {

    /**
     * The value of the entity of a key, made if there is none. What follows is about it, until the next one.
     *
     * @param partition of the key
     * @throws StateAccessException if it cannot be read
     * @throws StateFullException if it is new and there is no room for it
     */
    Object get(Object key, int partition);

    /** A function has changed the entity, or may have. */
    void changed();

    /** A function has deleted the entity. */
    void removed();
}
