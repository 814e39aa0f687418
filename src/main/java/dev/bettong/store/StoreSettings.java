package dev.bettong.store;

import java.nio.file.Path;

/**
 * Where the store is, and how much memory it may take.
 *
 * @param directory the data directory: the store is in {@code store} within it, backups are in {@code backups}
 * @param writeBufferBytes bytes of fresh writes held in memory before they go to files; up to four times as much for
 *     moments
 */
public record StoreSettings(Path directory, long writeBufferBytes) {

    private static final long DEFAULT_WRITE_BUFFER = 64L << 20;

    /** The default amount of memory. */
    public static StoreSettings in(Path directory) {
        return new StoreSettings(directory, DEFAULT_WRITE_BUFFER);
    }

    Path store() {
        return directory.resolve("store");
    }

    Path backups() {
        return directory.resolve("backups");
    }
}
