package dev.bettong.store;

import dev.bettong.runtime.FailureReason;

/** Appends to the journal of one lane. Owned by one thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class JournalWriter {

    JournalWriter() {}

    /** Adds a whole frame to the next entry. */
    public void frame(byte[] payload) {
        throw new UnsupportedOperationException();
    }

    /** Adds bytes that are no frame to the next entry. */
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** Bytes that the next entry has so far. */
    public int bytes() {
        throw new UnsupportedOperationException();
    }

    /** Position of the last entry that was appended, 0 if there is none. */
    public long position() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes what was added as one entry. It survives the end of this process when this returns, and a power cut after
     * the next {@link Store#sync()}.
     *
     * <p>If it fails, what was added stays, and may be appended again: at the same position, so that it is never there
     * twice.
     *
     * @param timeMillis wall-clock time of the read, milliseconds since 1970
     * @return its position
     * @throws StoreException BUSY without any waiting, or DISK
     */
    public long append(long timeMillis) {
        throw new UnsupportedOperationException();
    }

    /**
     * The same, and removes a dead letter in the same write.
     *
     * @param deadLetter id of a letter that is there
     * @throws java.util.NoSuchElementException if the letter is gone; nothing is appended then
     * @throws StoreException BUSY without any waiting, or DISK
     */
    public long append(long timeMillis, long deadLetter) {
        throw new UnsupportedOperationException();
    }

    /** Forgets what was added since the last entry. */
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
