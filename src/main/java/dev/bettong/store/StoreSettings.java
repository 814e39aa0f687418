package dev.bettong.store;

import java.nio.file.Path;

/**
 * Where the store is, and how much memory it may take.
 *
 * @param directory the data directory: the store is in {@code store} within it, backups are in {@code backups}
 * @param writeBufferBytes bytes of fresh writes held in memory before they go to files; up to four times as much for
 *     moments
 * @param creation when a store is made that is not there
 */
public record StoreSettings(Path directory, long writeBufferBytes, Creation creation) {

    private static final long DEFAULT_WRITE_BUFFER = 64L << 20;

    /** When a store is made that is not there. */
    public enum Creation {
        /** If the data directory has no sign of an earlier one. */
        IF_NEW,
        /** Whatever signs of an earlier one there are. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** Makes a store in a data directory that never had one. */
    public StoreSettings(Path directory, long writeBufferBytes) {
        this(directory, writeBufferBytes, Creation.IF_NEW);
    }

    /** The default amount of memory. */
    public static StoreSettings in(Path directory) {
        return in(directory, Creation.IF_NEW);
    }

    /** The default amount of memory. */
    public static StoreSettings in(Path directory, Creation creation) {
        return new StoreSettings(directory, DEFAULT_WRITE_BUFFER, creation);
    }

    Path store() {
        return directory.resolve("store");
    }

    Path backups() {
        return directory.resolve("backups");
    }
}
