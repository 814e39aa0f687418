package dev.bettong.store;

/**
 * An entity as it is stored.
 *
 * @param touchedMillis when its key was last used before it was saved, by the steady clock in milliseconds since 1970
 * @param bytes what its codec made of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Stored(long touchedMillis, byte[] bytes) {}
