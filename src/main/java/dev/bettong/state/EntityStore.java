package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import org.jspecify.annotations.Nullable;

/** What was saved of entities, by earlier checkpoints. Read by the worker that owns the entity, while it handles an event. */
public interface EntityStore {

    /**
     * Reads what was saved of an entity.
     *
     * @param key the key's bytes, as {@link KeyCodec} makes them
     * @return the entity, or {@code null} if none was ever saved or it has expired since
     */
    @Nullable
    SavedEntity read(String state, byte[] key);

    /**
     * A saved entity.
     *
     * @param value its bytes, as the codec of its state made them
     * @param touchedMillis when an event touched it for the last time, in milliseconds since 1970
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record SavedEntity(byte[] value, long touchedMillis) {}
}
