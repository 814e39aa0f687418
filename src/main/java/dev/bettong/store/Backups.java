package dev.bettong.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Copies of the store in {@code <data-directory>/backups/<UTC time>}, made of hard links while it is in use. To restore
 * one: stop, move {@code <data-directory>/store} away, copy the backup there, start. Used by the store's thread only.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Backups {

    Backups() {}

    /**
     * A copy of the store.
     *
     * @param directory where it is
     * @param time when it was made
     */
    public record Backup(Path directory, Instant time) {}

    /**
     * Makes a backup, and deletes the oldest ones.
     *
     * @param keep how many to keep, this one included, at least 1
     */
    public Backup create(int keep) {
        throw new UnsupportedOperationException();
    }

    /** All backups, the newest first. */
    public List<Backup> list() {
        throw new UnsupportedOperationException();
    }
}
