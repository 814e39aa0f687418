package dev.bettong.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked; the message says what failed and what to do. */
final class CommandFailure extends RuntimeException {

    /** What the process exits with. */
    enum Kind {
        FAILED(1),
        WRONG_USAGE(2);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    private CommandFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static CommandFailure failed(String message, @Nullable Throwable cause) {
        return new CommandFailure(Kind.FAILED, message, cause);
    }

    static CommandFailure usage(String message) {
        return new CommandFailure(Kind.WRONG_USAGE, message, null);
    }

    Kind kind() {
        return kind;
    }
}
