package dev.bettong.state;

import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.keys.KeyCodec;
import java.util.Base64;

/**
 * A key as checkpoints save it, to be had again: as its stored form and, unless that says all about it, as an object.
 *
 * @param encoded the stored form
 * @param type name of the key's class, or empty
 * @param bytes the key's serialized form in Base64, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SavedKey(byte[] encoded, String type, String bytes) {

    private static final ClassValue<EventSerializer> SERIALIZERS = new ClassValue<>() {
        @Override
        protected EventSerializer computeValue(Class<?> type) {
            return EventSerializer.of(EventType.of(type));
        }
    };

    /** Instead of a key, where there is none. */
    public static final SavedKey NONE = new SavedKey(new byte[0], "", "");

    /**
     * Saves a key.
     *
     * @throws dev.bettong.keys.UnsupportedKeyException if a key like this cannot be stored
     */
    public static SavedKey of(Object key) {
        return of(key, KeyCodec.encode(key));
    }

    /** Saves a key, whose stored form is {@code encoded}. */
    static SavedKey of(Object key, byte[] encoded) {
        if (KeyCodec.isText(encoded)) {
            return new SavedKey(encoded, "", "");
        }
        Class<?> type = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        byte[] serialized = SERIALIZERS.get(type).serialize(key);
        return new SavedKey(encoded, type.getName(), Base64.getEncoder().encodeToString(serialized));
    }

    /**
     * The key.
     *
     * @throws ReflectiveOperationException if the class of the key is not there any more
     * @throws RuntimeException if it is another one
     */
    public Object key() throws ReflectiveOperationException {
        if (type.isEmpty()) {
            return KeyCodec.decode(encoded).orElseThrow();
        }
        Class<?> known = Class.forName(type, false, Thread.currentThread().getContextClassLoader());
        return SERIALIZERS.get(known).deserialize(Base64.getDecoder().decode(bytes));
    }
}
