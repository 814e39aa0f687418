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
    private final TreeMap<Long, DeadLetter> letters = new TreeMap<>(); // by id
    private long lastId;
    private long bytes;
    private long dropped;

    MemoryDeadLetters(DeadLetterBounds bounds, Clock clock, Redrive redrive) {
        this.bounds = bounds;
        this.clock = clock;
        this.redrive = redrive;
    }

    /** Keeps what a worker has collected. */
    synchronized void add(DeadLetterCollector.Collected collected) {
        forgetOld(); // first, or what is too old would count as dropped
        dropped += collected.dropped();
        for (DeadLetterDraft draft : collected.letters()) {
            DeadLetter letter = draft.letter(++lastId);
            letters.put(letter.id(), letter);
            bytes += weight(letter);
            while (letters.size() > bounds.maxCount() || (bytes > MAX_BYTES && letters.size() > 1)) {
                forget(letters.firstEntry().getValue());
                dropped++;
            }
        }
    }

    private void forgetOld() {
        Instant oldest = clock.instant().minus(bounds.maxAge());
        while (!letters.isEmpty() && letters.firstEntry().getValue().time().isBefore(oldest)) {
            forget(letters.firstEntry().getValue());
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
                .filter(letter -> pipeline == null || letter.pipeline().equals(pipeline))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<DeadLetter> find(long id) {
        forgetOld();
        return Optional.ofNullable(letters.get(id));
    }

    @Override
    public CompletableFuture<Boolean> redrive(long id, byte @Nullable [] edited) {
        return redrive.redrive(find(id), edited);
    }

    @Override
    public synchronized boolean discard(long id) {
        forgetOld();
        DeadLetter letter = letters.get(id);
        if (letter == null) {
            return false;
        }
        forget(letter);
        return true;
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
}
