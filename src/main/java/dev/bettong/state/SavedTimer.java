package dev.bettong.state;

import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.keys.KeyCodec;
import java.util.Base64;

/**
 * A timer as checkpoints save it, with its key, unless the stored form of the key says all about that.
 *
 * @param at when it fires, in milliseconds since 1970
 * @param keyType name of the key's class, or empty
 * @param key the key's serialized form in Base64, or empty
 */
public record SavedTimer(long at, String keyType, String key) {

    private static final ClassValue<EventSerializer> SERIALIZERS = new ClassValue<>() {
        @Override
        protected EventSerializer computeValue(Class<?> type) {
            return EventSerializer.of(EventType.of(type));
        }
    };

    static final SavedTimer NONE = new SavedTimer(Timers.NEVER, "", "");

    /** The timer of a key, whose stored form is {@code encoded}. */
    static SavedTimer of(Object key, byte[] encoded, long at) {
        if (KeyCodec.isText(encoded)) {
            return new SavedTimer(at, "", "");
        }
        Class<?> type = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        byte[] bytes = SERIALIZERS.get(type).serialize(key);
        return new SavedTimer(at, type.getName(), Base64.getEncoder().encodeToString(bytes));
    }

    /**
     * The key that has the stored form {@code encoded}.
     *
     * @throws ReflectiveOperationException if the class of the key is not there any more
     * @throws RuntimeException if it is another one
     */
    public Object key(byte[] encoded) throws ReflectiveOperationException {
        if (keyType.isEmpty()) {
            return KeyCodec.decode(encoded).orElseThrow();
        }
        Class<?> type = Class.forName(keyType, false, Thread.currentThread().getContextClassLoader());
        return SERIALIZERS.get(type).deserialize(Base64.getDecoder().decode(key));
    }
}
