package dev.bettong.store;

import dev.bettong.journal.JournalRecord;
import dev.bettong.journal.JournalRecords;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Appends to the journal of one partition. Owned by one thread. */
public final class JournalWriter {

    private static final String DOING = "append to the journal of";
    private static final int FIRST_CAPACITY = 64 * 1024;
    private static final int MAX_KEPT_CAPACITY = 1 << 20;

    private final Database database;
    private final TruncationGuard truncationGuard; // the same across reopening
    private final DeadLetterTable deadLetters;
    private final int partition;
    private final ByteBuffer key = ByteBuffer.allocateDirect(Keys.JOURNAL_SIZE);
    private final Database.Task putEntry = this::putEntry; // made once, for an append should not allocate
    private ByteBuffer entry = fresh(FIRST_CAPACITY);
    private long position;
    private long failedLetter; // whose removal has failed, or seemed to; 0 if that is none

    /**
     * Goes on behind what is there.
     *
     * @param partition id of the partition
     * @param position of its last entry
     */
    JournalWriter(
            Database database,
            TruncationGuard truncationGuard,
            DeadLetterTable deadLetters,
            int partition,
            long position) {
        this.database = database;
        this.truncationGuard = truncationGuard;
        this.deadLetters = deadLetters;
        this.partition = partition;
        this.position = position;
    }

    private static ByteBuffer fresh(int capacity) {
        return ByteBuffer.allocateDirect(capacity).position(JournalRecords.START);
    }

    /** Adds a whole frame to the next entry. */
    public void frame(byte[] payload) {
        require(JournalRecords.maxSize(payload));
        JournalRecords.frame(entry, payload);
    }

    /** Adds a record to the next entry. */
    public void add(JournalRecord added) {
        if (added instanceof JournalRecord.Frame whole) {
            frame(whole.payload());
        } else {
            other(JournalRecords.body(added));
        }
    }

    private void other(byte[] body) {
        require(JournalRecords.maxSize(body));
        JournalRecords.other(entry, body);
    }

    private void require(int bytes) {
        if (entry.remaining() < bytes) {
            int capacity = Math.max(2 * entry.capacity(), Math.addExact(entry.position(), bytes));
            entry = ByteBuffer.allocateDirect(capacity).put(entry.flip());
        }
    }

    /** Position of the last entry that was appended, 0 if there is none. */
    public long position() {
        return position;
    }

    /**
     * Writes what was added as one entry. It survives the end of this process when this returns, and a power cut after
     * the next {@link Store#sync()}.
     *
     * <p>If it fails, what was added stays, and may be appended again: at the same position, so that it is never there
     * twice.
     *
     * @param source id of the source that has read it, see {@link Store#sourceId}
     * @param timeMillis time of the read by the steady clock, in milliseconds since 1970
     * @return its position
     * @throws StoreException BUSY without any waiting, or DISK
     */
    public long append(int source, long timeMillis) {
        entry.putLong(0, JournalRecords.head(source, timeMillis));
        database.run(DOING, putEntry);
        return appended();
    }

    private void putEntry(OpenDatabase open) throws RocksDBException {
        open.db()
                .put(
                        open.family(OpenDatabase.JOURNAL),
                        open.atOnce(),
                        nextKey(),
                        entry.duplicate().flip());
        truncationGuard.appended(partition, position + 1);
    }

    private ByteBuffer nextKey() {
        return key.clear().putInt(partition).putLong(position + 1).flip();
    }

    private long appended() {
        position++;
        failedLetter = 0;
        clear();
        return position;
    }

    /**
     * The same, and removes a dead letter in the same write.
     *
     * @param deadLetter id of a letter that is there
     * @throws NoSuchElementException if the letter is gone; nothing is appended then
     * @throws StoreException BUSY without any waiting, or DISK
     */
    public long append(int source, long timeMillis, long deadLetter) {
        entry.putLong(0, JournalRecords.head(source, timeMillis));
        try {
            database.run(DOING, open -> putEntry(open, deadLetter));
        } catch (StoreException e) {
            failedLetter = deadLetter;
            throw e;
        }
        return appended();
    }

    /** Whether the next entry is there: what a failed append may have left, and reopening has brought to light. */
    private boolean written(OpenDatabase open) throws RocksDBException {
        return open.get(OpenDatabase.JOURNAL, Keys.journal(partition, position + 1)) != null;
    }

    private void putEntry(OpenDatabase open, long deadLetter) throws RocksDBException {
        DeadLetterIndex.Entry claimed = deadLetters.claim(deadLetter);
        if (claimed == null) {
            if (failedLetter == deadLetter && written(open)) {
                putEntry(open);
                return;
            }
            throw new NoSuchElementException("There is no dead letter %d".formatted(deadLetter));
        }
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(
                    open.family(OpenDatabase.JOURNAL),
                    nextKey(),
                    entry.duplicate().flip());
            DeadLetterTable.delete(open, batch, deadLetter);
            open.db().write(open.atOnce(), batch);
        } catch (RocksDBException e) {
            deadLetters.unclaim(claimed);
            throw e;
        }
        truncationGuard.appended(partition, position + 1);
    }

    /** Forgets what was added since the last entry. */
    public void clear() {
        if (entry.capacity() > MAX_KEPT_CAPACITY) {
            entry = fresh(FIRST_CAPACITY);
        } else {
            entry.clear().position(JournalRecords.START);
        }
    }
}
