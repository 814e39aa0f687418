package dev.bettong.state;

import dev.bettong.codec.MalformedTextException;
import dev.bettong.runtime.FailureText;

/**
 * An entity can neither be skipped nor handled: it cannot be read, decoded or encoded. Ends the pipelines that use its
 * state; what they have accepted stays in the journal.
 */
public final class StateAccessException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Causes may form a ring. */
    private static final int MAX_DEPTH = 20;

    private final String state;

    /**
     * Makes an exception, whose message has the class of the cause and its place in the code, not its message unless that is
     * known to quote no key or entity.
     *
     * @param problem what cannot be done; names neither key nor entity
     */
    public StateAccessException(String problem, String state, Throwable cause) {
        super("state '%s': %s: %s".formatted(state, problem, describe(cause)), cause);
        this.state = state;
    }

    private static String describe(Throwable cause) {
        if (cause instanceof MalformedTextException malformed) {
            return String.valueOf(malformed.getMessage());
        }
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < MAX_DEPTH; depth++) {
            root = root.getCause();
        }
        return FailureText.withoutMessage(root);
    }

    /** Name of the state. */
    public String state() {
        return state;
    }
}
