package dev.bettong.embedded;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.DeadLetterDraft;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a runtime without a data directory: in memory, and lost with it.
 *
 * <p>All methods hold this object's lock: workers come here only with letters, not with messages. The latest letter is
 * always kept, however large.
 */
final class MemoryDeadLetters implements DeadLetters {

    static final long MAX_BYTES = 64 << 20;

    private final DeadLetterBounds bounds;
    private final Clock clock;
    private final Redrive redrive;
    private final TreeMap<Long, Kept> letters = new TreeMap<>(); // by id
    private long lastId;
    private long bytes;
    private long dropped;
    private long expired;

    /**
     * Keeps none yet.
     *
     * @param clock one that is never set: letters age by it
     */
    MemoryDeadLetters(DeadLetterBounds bounds, Clock clock, Redrive redrive) {
        this.bounds = bounds;
        this.clock = clock;
        this.redrive = redrive;
    }

    /** A letter, and since when it is kept. */
    private record Kept(DeadLetter letter, Instant since) {}

    /** Keeps what a worker has collected. */
    synchronized void add(DeadLetterCollector.Collected collected) {
        forgetOld(); // first, or what is too old would count as dropped
        dropped += collected.dropped();
        Instant now = clock.instant();
        for (DeadLetterDraft draft : collected.letters()) {
            DeadLetter letter = draft.letter(++lastId);
            letters.put(letter.id(), new Kept(letter, now));
            bytes += weight(letter);
            while (letters.size() > bounds.maxCount() || (bytes > MAX_BYTES && letters.size() > 1)) {
                forget(letters.firstEntry().getValue().letter());
                dropped++;
            }
        }
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(bounds.maxAge());
        while (!letters.isEmpty() && letters.firstEntry().getValue().since().isBefore(oldest)) {
            forget(letters.firstEntry().getValue().letter());
            expired++;
        }
    }

    private void forget(DeadLetter letter) {
        letters.remove(letter.id());
        bytes -= weight(letter);
    }

    private static long weight(DeadLetter letter) {
        return letter.frame().length + (long) letter.cause().length() * Character.BYTES;
    }

    @Override
    public synchronized List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        forgetOld();
        return letters.tailMap(afterId, false).values().stream()
                .map(Kept::letter)
                .filter(letter -> pipeline == null || letter.pipeline().equals(pipeline))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<DeadLetter> find(long id) {
        forgetOld();
        return Optional.ofNullable(letters.get(id)).map(Kept::letter);
    }

    @Override
    public CompletableFuture<Boolean> redrive(long id, byte @Nullable [] edited) {
        return redrive.redrive(find(id), edited);
    }

    @Override
    public synchronized boolean discard(long id) {
        forgetOld();
        Kept kept = letters.get(id);
        if (kept == null) {
            return false;
        }
        forget(kept.letter());
        return true;
    }

    @Override
    public synchronized long lastId() {
        return lastId;
    }

    @Override
    public synchronized long count() {
        forgetOld();
        return letters.size();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized long expired() {
        forgetOld();
        return expired;
    }
}
