package dev.bettong.runtime;

/** What was given is of no use here: bytes that are no frame for a pipeline, say. Nothing was changed. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidRequestException(String message) {
        super(message);
    }
}
