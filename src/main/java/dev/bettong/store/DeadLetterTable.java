package dev.bettong.store;

import dev.bettong.runtime.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The dead letters. They are added by {@link CheckpointWriter#commit} and leave one by one or with age. Thread-safe, but
 * reads from disk: not for event loops.
 */
public final class DeadLetterTable {

    private static final int PIECE_BYTES = 1 << 20;
    private static final int BATCH = 256;

    private final Database database;
    private final Set<Long> ids = ConcurrentHashMap.newKeySet(); // of letters that are there and that nobody removes

    DeadLetterTable(Database database) {
        this.database = database;
    }

    /** Looks which letters are there. */
    void load(OpenDatabase open) throws RocksDBException {
        Set<Long> found = ConcurrentHashMap.newKeySet();
        try (RocksIterator letters = open.scan(OpenDatabase.DEAD_LETTERS)) {
            for (letters.seekToFirst(); letters.isValid(); letters.next()) {
                found.add(Keys.deadLetterId(letters.key()));
            }
            letters.status();
        }
        ids.retainAll(found);
        ids.addAll(found);
    }

    void added(Collection<DeadLetter> letters) {
        letters.forEach(letter -> ids.add(letter.id()));
    }

    /** Takes a letter for the one who will remove it, and says whether that worked. */
    boolean claim(long id) {
        return ids.remove(id);
    }

    /** It could not be removed after all. */
    void unclaim(long id) {
        ids.add(id);
    }

    /**
     * Letters in the order of their ids.
     *
     * @param pipeline whose letters, or {@code null} for all
     * @param afterId the last id of the page before, 0 for the first page
     * @param limit letters at most
     */
    public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        List<DeadLetter> page = new ArrayList<>();
        List<DeadLetter> piece;
        long after = afterId;
        do {
            piece = piece(after);
            for (DeadLetter letter : piece) {
                if (page.size() < limit && (pipeline == null || pipeline.equals(letter.pipeline()))) {
                    page.add(letter);
                }
                after = letter.id();
            }
        } while (!piece.isEmpty() && page.size() < limit);
        return page;
    }

    private List<DeadLetter> piece(long afterId) {
        return piece(afterId, DeadLetterCodec::decode);
    }

    /** Makes something of a stored letter. */
    @FunctionalInterface
    private interface Reading<T> {

        T of(long id, byte[] value);
    }

    private <T> List<T> piece(long afterId, Reading<T> reading) {
        return database.call("read dead letters of", open -> {
            List<T> piece = new ArrayList<>();
            try (RocksIterator letters = open.scan(OpenDatabase.DEAD_LETTERS)) {
                int bytes = 0;
                letters.seek(Keys.deadLetter(afterId + 1));
                for (; letters.isValid() && bytes < PIECE_BYTES; letters.next()) {
                    byte[] value = letters.value();
                    piece.add(reading.of(Keys.deadLetterId(letters.key()), value));
                    bytes += value.length;
                }
                letters.status();
            }
            return piece;
        });
    }

    /** The letter with that id, if it is there. */
    public Optional<DeadLetter> find(long id) {
        byte[] key = Keys.deadLetter(id);
        byte[] value = database.call("read a dead letter of", open -> open.get(OpenDatabase.DEAD_LETTERS, key));
        return Optional.ofNullable(value).map(bytes -> DeadLetterCodec.decode(id, bytes));
    }

    /** Deletes a letter, and says whether it was there. */
    public boolean remove(long id) {
        if (!claim(id)) {
            return false;
        }
        try {
            delete(List.of(id));
            return true;
        } catch (StoreException e) {
            unclaim(id);
            throw e;
        }
    }

    private void delete(List<Long> gone) {
        database.run("delete dead letters from", open -> {
            try (WriteBatch batch = new WriteBatch()) {
                for (long id : gone) {
                    batch.delete(open.family(OpenDatabase.DEAD_LETTERS), Keys.deadLetter(id));
                }
                open.write(batch);
            }
        });
    }

    /** The highest id of the letters that are there, or 0. */
    public long lastId() {
        return ids.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Letters that are there; costs nothing. */
    public long count() {
        return ids.size();
    }

    /**
     * Deletes the oldest.
     *
     * @param maxCount letters that may stay
     * @param olderThan letters that were committed before that time go, by the steady clock
     * @return letters deleted
     */
    public long prune(long maxCount, Instant olderThan) {
        List<Long> oldestFirst = ids.stream().sorted().toList();
        int tooMany = (int) Math.max(0, oldestFirst.size() - maxCount);
        long lastOld = lastBefore(olderThan);
        List<Long> old = IntStream.range(0, oldestFirst.size())
                .filter(i -> i < tooMany || oldestFirst.get(i) <= lastOld)
                .mapToObj(oldestFirst::get)
                .toList();
        long pruned = 0;
        for (int from = 0; from < old.size(); from += BATCH) {
            List<Long> claimed = old.subList(from, Math.min(old.size(), from + BATCH)).stream()
                    .filter(this::claim)
                    .toList();
            try {
                delete(claimed);
            } catch (StoreException e) {
                ids.addAll(claimed);
                throw e;
            }
            pruned += claimed.size();
        }
        return pruned;
    }

    /** The last letter committed before a time, or 0; the first that is not ends the search, for they are in order. */
    private long lastBefore(Instant time) {
        long last = 0;
        while (true) {
            List<Committed> piece = pieceOfTimes(last);
            for (Committed letter : piece) {
                if (!letter.at().isBefore(time)) {
                    return last;
                }
                last = letter.id();
            }
            if (piece.isEmpty()) {
                return last;
            }
        }
    }

    /** When a letter was committed, by the steady clock. */
    private record Committed(long id, Instant at) {}

    private List<Committed> pieceOfTimes(long afterId) {
        return piece(afterId, (id, value) -> new Committed(id, DeadLetterCodec.committed(value)));
    }
}
