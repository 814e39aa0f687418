package dev.bettong.store;

/** Encoded entities on their way to a checkpoint. Owned by one thread at a time: the one that fills it hands it over. */
@SuppressWarnings("DoNotCallSuggester")
public final class EntitySlice {

    /** Adds an entity. */
    public void add(String state, byte[] key, byte[] value, long touchedMillis) {
        throw new UnsupportedOperationException();
    }

    /** Adds that an entity is no more. */
    public void remove(String state, byte[] key) {
        throw new UnsupportedOperationException();
    }

    /** Size of what was added. */
    public int bytes() {
        throw new UnsupportedOperationException();
    }

    /** Entities that were added. */
    public int count() {
        throw new UnsupportedOperationException();
    }

    /** Makes it empty, to be filled again. */
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
