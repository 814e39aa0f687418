package dev.bettong.runtime;

/** The status of a pipeline forbids what was asked for. Nothing was changed. */
public final class WrongStatusException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public WrongStatusException(String message) {
        super(message);
    }
}
