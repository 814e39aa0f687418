package dev.bettong.runtime;

/** The status of a pipeline forbids what was asked for. Nothing was changed. */
public final class IllegalPipelineStateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public IllegalPipelineStateException(String message) {
        super(message);
    }
}
