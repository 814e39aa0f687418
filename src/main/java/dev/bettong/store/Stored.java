package dev.bettong.store;

/**
 * An entity as it is stored.
 *
 * @param touchedMillis when its key was last used before it was saved, by the steady clock in milliseconds since 1970; the
 *     maximum while a timer keeps it
 * @param bytes what its codec made of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Stored(long touchedMillis, byte[] bytes) {

    /** Whether a timer keeps it from expiring. */
    public boolean kept() {
        return touchedMillis == Long.MAX_VALUE;
    }

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
