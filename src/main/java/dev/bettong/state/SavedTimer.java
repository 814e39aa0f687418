package dev.bettong.state;

/**
 * A timer as checkpoints save it, with its key, unless the stored form of the key says all about that.
 *
 * @param at when it fires, in milliseconds since 1970
 * @param keyType name of the key's class, or empty
 * @param key the key's serialized form in Base64, or empty
 */
public record SavedTimer(long at, String keyType, String key) {

    static final SavedTimer NONE = new SavedTimer(Timers.NEVER, "", "");

    /** The timer of a key, whose stored form is {@code encoded}. */
    static SavedTimer of(Object key, byte[] encoded, long at) {
        SavedKey saved = SavedKey.of(key, encoded);
        return new SavedTimer(at, saved.type(), saved.bytes());
    }

    /**
     * The key that has the stored form {@code encoded}.
     *
     * @throws ReflectiveOperationException if the class of the key is not there any more
     * @throws RuntimeException if it is another one
     */
    public Object key(byte[] encoded) throws ReflectiveOperationException {
        return new SavedKey(encoded, keyType, key).key();
    }
}
