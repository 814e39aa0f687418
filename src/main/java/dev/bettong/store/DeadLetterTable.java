package dev.bettong.store;

import dev.bettong.runtime.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters. They are added by {@link CheckpointWriter#commit} and leave one by one or with age. Thread-safe, but
 * reads from disk: not for event loops.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class DeadLetterTable {

    DeadLetterTable() {}

    /**
     * Letters in the order of their ids.
     *
     * @param pipeline whose letters, or {@code null} for all
     * @param afterId the last id of the page before, 0 for the first page
     * @param limit letters at most
     */
    public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The letter with that id, if it is there. */
    public Optional<DeadLetter> find(long id) {
        throw new UnsupportedOperationException();
    }

    /** Deletes a letter, and says whether it was there. */
    public boolean remove(long id) {
        throw new UnsupportedOperationException();
    }

    /** Letters that are there; costs nothing. */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes the oldest.
     *
     * @param maxCount letters that may stay
     * @param olderThan letters from before that time go
     * @return letters deleted
     */
    public long prune(long maxCount, Instant olderThan) {
        throw new UnsupportedOperationException();
    }
}
