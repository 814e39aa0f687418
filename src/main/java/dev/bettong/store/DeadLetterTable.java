package dev.bettong.store;

import dev.bettong.runtime.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Set<Long> ids = new HashSet<>(); // of letters that are there and that nobody removes; guarded by this
    private final Set<Long> claimed = new HashSet<>(); // of letters that somebody is about to remove; guarded by this
    private long lastLoaded; // the highest id that load has found; guarded by this

    DeadLetterTable(Database database) {
        this.database = database;
    }

    /**
     * Looks which letters are there. One that is claimed stays so: whoever removes it may be waiting for the database to be
     * open again, and will answer that the letter was theirs.
     */
    void load(OpenDatabase open) throws RocksDBException {
        Set<Long> found = new HashSet<>();
        try (RocksIterator letters = open.scan(OpenDatabase.DEAD_LETTERS)) {
            for (letters.seekToFirst(); letters.isValid(); letters.next()) {
                found.add(Keys.deadLetterId(letters.key()));
            }
            letters.status();
        }
        loaded(found);
    }

    private synchronized void loaded(Set<Long> found) {
        lastLoaded = found.stream().mapToLong(Long::longValue).max().orElse(lastLoaded);
        claimed.retainAll(found);
        ids.clear();
        ids.addAll(found);
        ids.removeAll(claimed);
    }

    /** Letters are written; those that {@link #load} has found since may be gone again. */
    synchronized void added(Collection<DeadLetter> letters) {
        letters.stream().map(DeadLetter::id).filter(id -> id > lastLoaded).forEach(ids::add);
    }

    /** Takes a letter for the one who will remove it, and says whether that worked. */
    synchronized boolean claim(long id) {
        return ids.remove(id) && claimed.add(id);
    }

    /** It could not be removed after all. Changes nothing if {@link #load} has found that it is gone. */
    synchronized void unclaim(long id) {
        if (claimed.remove(id)) {
            ids.add(id);
        }
    }

    /** The one who claimed it has removed it. */
    synchronized void removed(long id) {
        claimed.remove(id);
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
        return database.call("read dead letters of", open -> {
            List<DeadLetter> piece = new ArrayList<>();
            try (RocksIterator letters = open.scan(OpenDatabase.DEAD_LETTERS)) {
                int bytes = 0;
                letters.seek(Keys.deadLetter(afterId + 1));
                for (; letters.isValid() && bytes < PIECE_BYTES; letters.next()) {
                    byte[] value = letters.value();
                    piece.add(DeadLetterCodec.decode(Keys.deadLetterId(letters.key()), value));
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
            removed(id);
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

    /** Letters that are there; costs nothing. */
    public synchronized long count() {
        return ids.size();
    }

    /**
     * Deletes the oldest.
     *
     * @param maxCount letters that may stay
     * @param olderThan letters from before that time go
     * @return letters deleted
     */
    public long prune(long maxCount, Instant olderThan) {
        List<Long> oldestFirst = oldestFirst();
        int tooMany = (int) Math.max(0, oldestFirst.size() - maxCount);
        long lastOld = lastBefore(olderThan);
        List<Long> old = IntStream.range(0, oldestFirst.size())
                .filter(i -> i < tooMany || oldestFirst.get(i) <= lastOld)
                .mapToObj(oldestFirst::get)
                .toList();
        long pruned = 0;
        for (int from = 0; from < old.size(); from += BATCH) {
            List<Long> batch = old.subList(from, Math.min(old.size(), from + BATCH)).stream()
                    .filter(this::claim)
                    .toList();
            try {
                delete(batch);
            } catch (StoreException e) {
                batch.forEach(this::unclaim);
                throw e;
            }
            batch.forEach(this::removed);
            pruned += batch.size();
        }
        return pruned;
    }

    private synchronized List<Long> oldestFirst() {
        return ids.stream().sorted().toList();
    }

    /** The last letter from before a time, or 0; the first that is not ends the search, for they are in order. */
    private long lastBefore(Instant time) {
        long last = 0;
        while (true) {
            List<DeadLetter> piece = piece(last);
            for (DeadLetter letter : piece) {
                if (!letter.time().isBefore(time)) {
                    return last;
                }
                last = letter.id();
            }
            if (piece.isEmpty()) {
                return last;
            }
        }
    }
}
