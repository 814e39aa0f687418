package dev.bettong.runtime;

/** An entity is too large to be shown. */
public final class EntityTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param limit most characters that it may be shown with */
    public EntityTooLargeException(String state, long limit) {
        super("The entity of state '%s' is longer than %d characters of JSON, the limit of bettong.http.max-entity-size"
                .formatted(state, limit));
    }
}
