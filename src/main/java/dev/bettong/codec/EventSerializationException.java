package dev.bettong.codec;

/** An event that cannot be serialized, or bytes that no event of the type was serialized to. */
public final class EventSerializationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    EventSerializationException(String message) {
        super(message);
    }

    EventSerializationException(String message, Throwable cause) {
        super(message, cause);
    }
}
