package dev.bettong.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.store.DeadLetterIndex.Entry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The dead letters. They are added by {@link CheckpointWriter#commit} and leave one by one or with age. Thread-safe, but
 * reads from disk: not for event loops.
 *
 * <p>Column family {@code dead-letter-index} has an entry for each letter: when it was committed, by the steady clock in
 * milliseconds since 1970, 8 bytes, and the name of the pipeline. Earlier versions wrote none; what they wrote is read once.
 */
public final class DeadLetterTable {

    private static final int BATCH = 256;

    /** Bytes of frames and events after which a page ends: all of it is in memory. */
    private static final long MAX_PAGE_BYTES = 8 << 20;

    private final Database database;
    private final DeadLetterIndex index = new DeadLetterIndex(); // of letters that are there and that nobody removes

    DeadLetterTable(Database database) {
        this.database = database;
    }

    /**
     * Looks which letters are there, and returns those that the stored index lacks. Nobody is removing any at that time:
     * that begins and ends inside the database.
     */
    List<Entry> load(OpenDatabase open) throws RocksDBException {
        List<Entry> entries = new ArrayList<>();
        if (open.families().contains(OpenDatabase.DEAD_LETTER_INDEX)) {
            try (RocksIterator stored = open.scan(OpenDatabase.DEAD_LETTER_INDEX)) {
                for (stored.seekToFirst(); stored.isValid(); stored.next()) {
                    entries.add(entry(Keys.deadLetterId(stored.key()), stored.value()));
                }
                stored.status();
            }
        }
        long lastIndexed = entries.isEmpty() ? 0 : entries.getLast().id();
        List<Entry> missing = unindexed(open, lastIndexed);
        entries.addAll(missing);
        index.replaceBy(entries);
        return missing;
    }

    private static List<Entry> unindexed(OpenDatabase open, long lastIndexed) throws RocksDBException {
        List<Entry> missing = new ArrayList<>();
        try (RocksIterator letters = open.scan(OpenDatabase.DEAD_LETTERS)) {
            for (letters.seek(Keys.deadLetter(lastIndexed + 1)); letters.isValid(); letters.next()) {
                DeadLetter letter = DeadLetterCodec.decode(Keys.deadLetterId(letters.key()), letters.value());
                missing.add(entry(letter, letter.time()));
            }
            letters.status();
        }
        return missing;
    }

    private static Entry entry(DeadLetter letter, Instant committed) {
        return new Entry(letter.id(), letter.pipeline(), committed.toEpochMilli(), 0);
    }

    private static Entry entry(long id, byte[] stored) {
        ByteBuffer value = ByteBuffer.wrap(stored);
        long timeMillis = value.getLong();
        return new Entry(id, UTF_8.decode(value).toString(), timeMillis, 0);
    }

    private static byte[] stored(Entry entry) {
        byte[] pipeline = entry.pipeline().getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + pipeline.length)
                .putLong(entry.timeMillis())
                .put(pipeline)
                .array();
    }

    /** Completes the stored index. */
    void store(List<Entry> missing) {
        for (int from = 0; from < missing.size(); from += BATCH) {
            List<Entry> some = missing.subList(from, Math.min(missing.size(), from + BATCH));
            database.run("store the index of dead letters of", open -> {
                try (WriteBatch batch = new WriteBatch()) {
                    for (Entry entry : some) {
                        putIndex(open, batch, entry);
                    }
                    open.write(batch);
                }
            });
        }
    }

    private static void putIndex(OpenDatabase open, WriteBatch batch, Entry entry) throws RocksDBException {
        batch.put(open.family(OpenDatabase.DEAD_LETTER_INDEX), Keys.deadLetter(entry.id()), stored(entry));
    }

    /** Adds a letter to a write; {@link #added} follows when that is done, before leaving the database. */
    static void put(OpenDatabase open, WriteBatch batch, DeadLetter letter, Instant committed) throws RocksDBException {
        batch.put(open.family(OpenDatabase.DEAD_LETTERS), Keys.deadLetter(letter.id()), DeadLetterCodec.encode(letter));
        putIndex(open, batch, entry(letter, committed));
    }

    /** Adds the removal of a letter to a write. */
    static void delete(OpenDatabase open, WriteBatch batch, long id) throws RocksDBException {
        batch.delete(open.family(OpenDatabase.DEAD_LETTERS), Keys.deadLetter(id));
        batch.delete(open.family(OpenDatabase.DEAD_LETTER_INDEX), Keys.deadLetter(id));
    }

    void added(List<DeadLetter> letters, Instant committed) {
        letters.forEach(letter -> index.add(entry(letter, committed)));
    }

    /**
     * Takes a letter for the one who will remove it, or returns {@code null} if it is gone. Only inside the database, and
     * to be removed or {@linkplain #unclaim given back} before leaving it: opened anew, it would be there again.
     */
    @Nullable
    Entry claim(long id) {
        return index.take(id);
    }

    /** It could not be removed after all. */
    void unclaim(Entry claimed) {
        index.add(claimed);
    }

    /**
     * Letters in the order of their ids. Large ones make a page shorter; only an empty one is the end.
     *
     * @param pipeline whose letters, or {@code null} for all
     * @param afterId the last id of the page before, 0 for the first page
     * @param limit letters at most
     */
    public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        List<DeadLetter> page = new ArrayList<>();
        long bytes = 0;
        List<Long> ids = index.ids(pipeline, afterId, limit);
        while (!ids.isEmpty()) {
            for (long id : ids) {
                Optional<DeadLetter> letter = find(id); // it may have been removed meanwhile
                if (letter.isPresent()) {
                    page.add(letter.get());
                    bytes += letter.get().weight();
                }
                if (bytes >= MAX_PAGE_BYTES) {
                    return page;
                }
            }
            ids = index.ids(pipeline, ids.getLast(), limit - page.size());
        }
        return page;
    }

    /** The letter with that id, if it is there. */
    public Optional<DeadLetter> find(long id) {
        byte[] key = Keys.deadLetter(id);
        byte[] value = database.call("read a dead letter of", open -> open.get(OpenDatabase.DEAD_LETTERS, key));
        return Optional.ofNullable(value).map(bytes -> DeadLetterCodec.decode(id, bytes));
    }

    /** Deletes a letter, and says whether it was there. */
    public boolean remove(long id) {
        return !delete(() -> {
                    Entry claimed = claim(id);
                    return claimed == null ? List.of() : List.of(claimed);
                })
                .isEmpty();
    }

    /** Deletes what {@code choice} claims, and returns it. */
    private List<Entry> delete(Supplier<List<Entry>> choice) {
        List<Entry> claimed = new ArrayList<>();
        database.run("delete dead letters from", open -> {
            claimed.addAll(choice.get());
            if (claimed.isEmpty()) {
                return;
            }
            try (WriteBatch batch = new WriteBatch()) {
                for (Entry entry : claimed) {
                    delete(open, batch, entry.id());
                }
                open.write(batch);
            } catch (RocksDBException e) {
                claimed.forEach(this::unclaim);
                throw e;
            }
        });
        return claimed;
    }

    /** The highest id of the letters that are there, or 0. */
    public long lastId() {
        return index.lastId();
    }

    /** Letters that are there; costs nothing. */
    public long count() {
        return index.count();
    }

    /** Letters of a pipeline that are there; costs nothing. */
    public long count(String pipeline) {
        return index.count(pipeline);
    }

    /**
     * Deletes what is too old, and the oldest of what is too much. Costs nothing if there is nothing to delete.
     *
     * @param maxCount letters of a pipeline that may stay
     * @param olderThan letters that were committed before that time go, by the steady clock
     * @param dropped hears how many letters of a pipeline went since there were too many
     * @return letters that went since they were too old
     */
    public long prune(int maxCount, Instant olderThan, ObjLongConsumer<String> dropped) {
        long before = olderThan.toEpochMilli();
        long expired = 0;
        while (index.anyBefore(before)) {
            expired += delete(() -> index.takeBefore(before, BATCH)).size();
        }
        while (index.anyBeyond(maxCount, Long.MAX_VALUE)) {
            delete(() -> index.takeBeyond(maxCount, Long.MAX_VALUE, BATCH))
                    .forEach(entry -> dropped.accept(entry.pipeline(), 1));
        }
        return expired;
    }
}
