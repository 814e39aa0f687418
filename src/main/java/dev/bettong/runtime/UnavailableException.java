package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/** Something cannot be done or answered now, but later: the disk is in trouble, say. Nothing was changed. */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
