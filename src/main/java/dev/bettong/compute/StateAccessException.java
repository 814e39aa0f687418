package dev.bettong.compute;

/**
 * An entity can neither be skipped nor handled: it cannot be read, decoded or encoded. Ends the pipelines that use its
 * state; what they have accepted stays in the journal.
 */
public final class StateAccessException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String state;

    /**
     * Makes an exception.
     *
     * @param problem what cannot be done; may name the key, never the entity
     */
    public StateAccessException(String problem, String state, Throwable cause) {
        super("state '%s': %s: %s".formatted(state, problem, cause), cause);
        this.state = state;
    }

    /** Name of the state. */
    public String state() {
        return state;
    }
}
