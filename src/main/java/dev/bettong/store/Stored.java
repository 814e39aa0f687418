package dev.bettong.store;

/**
 * An entity as it is stored.
 *
 * @param touchedMillis when its key was last used before it was saved, by the steady clock in milliseconds since 1970
 * @param bytes what its codec made of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Stored(long touchedMillis, byte[] bytes) {

    /** Sees stored entities one by one. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Called for one entity.
         *
         * @param key its encoded key
         * @param entity its bytes and time
         */
        void visit(byte[] key, Stored entity);
    }
}
