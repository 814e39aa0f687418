package dev.bettong.keys;

/** A key of a type, or with a part of a type, that has no stored form. */
public final class UnsupportedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final Class<?> type;

    UnsupportedKeyException(Class<?> type) {
        super("A key of type %s cannot be stored. %s".formatted(type.getTypeName(), KeyTypes.SUPPORTED));
        this.type = type;
    }

    /** The type that has no stored form. */
    public Class<?> type() {
        return type;
    }
}
