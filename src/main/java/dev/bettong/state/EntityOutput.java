package dev.bettong.state;

import dev.bettong.keys.KeyCodec;

/** Takes the entities that a checkpoint has to save. Called by the worker that owns them. */
public interface EntityOutput {

    /**
     * Takes one entity as it was at the cut of the checkpoint.
     *
     * @param key the key's bytes, as {@link KeyCodec} makes them
     * @param value the entity's bytes, as the codec of its state makes them
     * @param touchedMillis when an event touched it for the last time, in milliseconds since 1970
     */
    void save(String state, byte[] key, byte[] value, long touchedMillis);

    /**
     * Takes one entity that was deleted at the cut of the checkpoint.
     *
     * @param key the key's bytes, as {@link KeyCodec} makes them
     */
    void remove(String state, byte[] key);
}
