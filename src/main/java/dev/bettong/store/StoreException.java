package dev.bettong.store;

import org.jspecify.annotations.Nullable;

/** The store cannot do what it was asked; the message says what and where, {@link #action()} what to do. */
public final class StoreException extends RuntimeException {

    /** What is wrong, as far as it decides how to continue. */
    public enum Kind {
        /** Another process has the data directory open. */
        LOCKED(false),
        /** A newer version wrote it. */
        NEWER_FORMAT(false),
        /** What is on disk is not what was written. */
        CORRUPT(false),
        /** The disk is full, or reading or writing failed. Can be tried again, after {@link Store#reopen()}. */
        DISK(true),
        /** The data directory was deleted, replaced or unmounted while it is open. Can be tried again once it is back. */
        GONE(true),
        /** There is no store, but signs of an earlier one, or none is to be made. */
        MISSING(false),
        /** Writes are held up for a moment. Can be tried again soon, without more ado. */
        BUSY(true);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }

        /** Whether the same call can succeed later. */
        public boolean retryable() {
            return retryable;
        }
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String action;
    private final @Nullable String file;

    StoreException(Kind kind, String message, String action, @Nullable String file, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.action = action;
        this.file = file;
    }

    public Kind kind() {
        return kind;
    }

    public String action() {
        return action;
    }

    /** The file or directory that is to blame, or {@code null} if that is not known. */
    public @Nullable String file() {
        return file;
    }
}
