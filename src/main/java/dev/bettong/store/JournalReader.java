package dev.bettong.store;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalPartitionTable;
import dev.bettong.journal.JournalRecords;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads the journal of one partition in order, a bounded piece at a time. Owned by one thread.
 *
 * <p>{@link #next()} and {@link #hasNext()} throw a {@link StoreException}: CORRUPT if an entry is missing or cannot be
 * read, DISK if reading fails.
 */
public final class JournalReader implements Iterator<JournalEntry>, AutoCloseable {

    private static final int PIECE_BYTES = 1 << 20;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(long position, byte[] value) {}

    private final Database database;
    private final StoreErrors diagnosis;
    private final JournalPartition partition;
    private final int id;
    private final List<String> sources;
    private final Deque<Raw> piece = new ArrayDeque<>();
    private long position;
    private boolean ended;

    /**
     * Reads from the entry behind a position.
     *
     * @param partition may have no journal
     */
    JournalReader(
            Database database,
            StoreErrors diagnosis,
            JournalPartitionTable table,
            JournalPartition partition,
            long afterPosition) {
        this.database = database;
        this.diagnosis = diagnosis;
        this.partition = partition;
        this.id = table.id(partition);
        this.sources = table.sources();
        this.position = afterPosition;
        this.ended = id < 0;
    }

    @Override
    public boolean hasNext() {
        if (piece.isEmpty() && !ended) {
            database.run("read the journal of", this::readPiece);
            ended = piece.isEmpty();
        }
        return !piece.isEmpty();
    }

    private void readPiece(OpenDatabase open) throws RocksDBException {
        try (RocksIterator entries = open.scan(OpenDatabase.JOURNAL)) {
            entries.seek(Keys.journal(id, position + 1));
            int bytes = 0;
            long expected = position + 1;
            while (bytes < PIECE_BYTES && entries.isValid()) {
                long found = Keys.position(id, entries.key());
                if (found < 0) {
                    break;
                }
                if (found != expected) {
                    throw diagnosis.lost(
                            "the journal of %s has no entry %d, but one at %d".formatted(partition, expected, found));
                }
                byte[] value = entries.value();
                piece.add(new Raw(found, value));
                bytes += value.length;
                expected++;
                entries.next();
            }
            entries.status();
        }
    }

    @Override
    public JournalEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The journal of %s ends at %d".formatted(partition, position));
        }
        Raw raw = piece.remove();
        position = raw.position();
        try {
            return JournalRecords.entry(raw.position(), raw.value(), sources);
        } catch (IllegalArgumentException e) {
            throw diagnosis.unreadable("entry %d of the journal of %s".formatted(raw.position(), partition), e);
        }
    }

    /** Forgets what was read ahead. */
    @Override
    public void close() {
        piece.clear();
        ended = true;
    }
}
