package dev.bettong.store;

import java.nio.file.Path;

/**
 * Where the store is, and how much memory it may take.
 *
 * @param directory the data directory: the store is in {@code store} within it, backups are in {@code backups}
 * @param writeBufferBytes bytes of fresh writes held in memory before they go to files; up to four times as much for
 *     moments
 * @param cacheBytes bytes of files held in memory for reading
 */
public record StoreSettings(Path directory, long writeBufferBytes, long cacheBytes) {

    private static final long DEFAULT_BYTES = 64L << 20;

    /** The default amounts of memory. */
    public static StoreSettings in(Path directory) {
        return new StoreSettings(directory, DEFAULT_BYTES, DEFAULT_BYTES);
    }

    Path store() {
        return directory.resolve("store");
    }

    Path backups() {
        return directory.resolve("backups");
    }
}
