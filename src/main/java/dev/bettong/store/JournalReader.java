package dev.bettong.store;

import java.util.Iterator;

/**
 * Reads the journal of one lane in order, a bounded piece at a time. Owned by one thread.
 *
 * <p>{@link #next()} and {@link #hasNext()} throw a {@link StoreException}: CORRUPT if an entry is missing or cannot be
 * read, DISK if reading fails.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class JournalReader implements Iterator<JournalEntry>, AutoCloseable {

    JournalReader() {}

    @Override
    public boolean hasNext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public JournalEntry next() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
