package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/** Ends a pipeline whose policy is to fail. */
public final class PipelineFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public PipelineFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
