package dev.bettong.format;

import org.jspecify.annotations.Nullable;

/** A payload that is not in its format, or a value that the format cannot represent. The message may quote the payload. */
public final class FormatException extends Exception {

    private static final long serialVersionUID = 1;

    FormatException(String message) {
        super(message);
    }

    FormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
