package dev.bettong.compute;

/** A key of a type that has no stored form. */
public final class UnsupportedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    UnsupportedKeyException(String message) {
        super(message);
    }
}
