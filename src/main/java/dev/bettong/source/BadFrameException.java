package dev.bettong.source;

import dev.bettong.runtime.FailureReason;

/** The bytes of a connection hold no frame that can be read; what follows them cannot be trusted either. */
final class BadFrameException extends Exception {

    private static final long serialVersionUID = 1;

    private final FailureReason reason;

    BadFrameException(FailureReason reason, String message) {
        super(message, null, false, false); // no stack trace: a client decides how often this happens
        this.reason = reason;
    }

    FailureReason reason() {
        return reason;
    }
}
