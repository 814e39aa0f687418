package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/** The pipelines cannot be started; the message says what is in the way, {@link #action()} what to do. */
public final class RuntimeStartException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String action;

    public RuntimeStartException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
