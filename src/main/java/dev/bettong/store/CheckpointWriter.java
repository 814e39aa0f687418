package dev.bettong.store;

import dev.bettong.runtime.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes one checkpoint. Used by the store's thread only.
 *
 * <pre>
 * save*, saveOutputs* -> commit -> apply
 *         |
 *         `-> abandon
 * </pre>
 *
 * Each call that fails with a retryable {@link StoreException} may be made again with the same arguments, also after
 * {@link Store#reopen()}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class CheckpointWriter {

    CheckpointWriter() {}

    /** Writes entities next to the valid ones. The slice may be filled again afterwards. */
    public void save(EntitySlice slice) {
        throw new UnsupportedOperationException();
    }

    /** Writes messages that a sink has not yet sent, in order; several calls for one sink add up. */
    public void saveOutputs(String pipeline, String sink, int worker, List<byte[]> messages) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes the checkpoint valid, and returns when it is safe on disk. From here on a recovery begins with it.
     *
     * <p>A call that failed may have succeeded all the same: the only way on is to call it again, not {@link #abandon()}.
     *
     * @param positions the last journal position of each lane that the entities reflect; lanes that are missing stay
     *     where they were
     * @param deadLetters new letters; their ids are ignored, each gets the next one
     */
    public void commit(Map<Lane, Long> positions, Instant cutAt, List<DeadLetter> deadLetters) {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves the entities of the committed checkpoint to where {@link Store#entity} finds them, in small writes, and
     * deletes what is no longer needed: the journal up to its positions, the outputs of the checkpoint before.
     */
    public void apply() {
        throw new UnsupportedOperationException();
    }

    /** Deletes what was saved. The number can be used again. */
    public void abandon() {
        throw new UnsupportedOperationException();
    }
}
