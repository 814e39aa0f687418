package dev.bettong.keys;

/** A key that has no stored form. Its message quotes nothing of the key. */
public final class UnsupportedKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String problem;

    private UnsupportedKeyException(String problem, String remedy) {
        super(problem + " " + remedy);
        this.problem = problem;
    }

    /** A key of this type, or with a part of it. */
    static UnsupportedKeyException ofType(Class<?> type) {
        return new UnsupportedKeyException(
                "A key of type %s cannot be stored.".formatted(type.getTypeName()), KeyTypes.SUPPORTED);
    }

    /** A key with text that is not well-formed UTF-16. */
    static UnsupportedKeyException malformedText() {
        return new UnsupportedKeyException(
                "A key with half of a surrogate pair cannot be stored.",
                "Functions must cut text between code points, for example with String.offsetByCodePoints.");
    }

    /** Why the key cannot be stored, in a sentence. */
    public String problem() {
        return problem;
    }
}
