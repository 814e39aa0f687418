package dev.bettong.runtime;

/** What was given is of no use here: bytes that are no frame for a pipeline, say. Nothing was changed. */
public final class UnusableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnusableException(String message) {
        super(message);
    }
}
