package dev.bettong.embedded;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DroppedDeadLetters;
import dev.bettong.checkpoint.Redrive;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.store.DeadLetterIndex;
import dev.bettong.worker.DeadLetterCollector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a runtime without a data directory: in memory, and lost when it stops. Each pipeline has its own
 * bounds.
 *
 * <p>All methods hold this object's lock, which is cheap enough: workers call only when an event has failed. The latest
 * letter of a pipeline is always kept, however large.
 */
final class MemoryDeadLetters implements DeadLetters {

    /** Bytes of the letters of all pipelines, in equal shares. */
    static final long MAX_BYTES = 64 << 20;

    private final DeadLetterBounds bounds;
    private final long maxBytes; // of a pipeline
    private final Clock clock;
    private final DroppedDeadLetters dropped;
    private final Redrive redrive;
    private final Map<Long, DeadLetter> letters = new HashMap<>(); // by id
    private final DeadLetterIndex index = new DeadLetterIndex();
    private long lastId;
    private long expired;

    /**
     * Starts empty.
     *
     * @param clock a steady clock, by which letters age
     */
    MemoryDeadLetters(
            int pipelines, DeadLetterBounds bounds, Clock clock, DroppedDeadLetters dropped, Redrive redrive) {
        this.bounds = bounds;
        this.maxBytes = MAX_BYTES / Math.max(1, pipelines);
        this.clock = clock;
        this.dropped = dropped;
        this.redrive = redrive;
    }

    /** Keeps what a worker has collected for a pipeline. */
    synchronized void add(String pipeline, DeadLetterCollector.Collected collected) {
        forgetOld(); // first: expired letters must not count as dropped
        dropped.add(pipeline, collected.dropped(), "buffer-size");
        long now = clock.millis();
        for (DeadLetter each : collected.letters()) {
            DeadLetter letter = each.withId(++lastId);
            letters.put(letter.id(), letter);
            index.add(new DeadLetterIndex.Entry(letter.id(), pipeline, now, letter.weight()));
            dropped.add(
                    pipeline, forget(index.takeBeyond(bounds.maxCount(), maxBytes, Integer.MAX_VALUE)), "max-count");
        }
    }

    private void forgetOld() {
        long oldest = clock.instant().minus(bounds.maxAge()).toEpochMilli();
        expired += forget(index.takeBefore(oldest, Integer.MAX_VALUE));
    }

    private int forget(List<DeadLetterIndex.Entry> gone) {
        gone.forEach(entry -> letters.remove(entry.id()));
        return gone.size();
    }

    @Override
    public synchronized List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
        forgetOld();
        List<DeadLetter> page = new ArrayList<>();
        index.ids(pipeline, afterId, limit).forEach(id -> find(id).ifPresent(page::add));
        return page;
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
        DeadLetterIndex.Entry taken = index.take(id);
        return taken != null && forget(List.of(taken)) == 1;
    }

    @Override
    public synchronized long lastId() {
        return lastId;
    }

    @Override
    public synchronized long count() {
        forgetOld();
        return index.count();
    }

    @Override
    public synchronized long count(String pipeline) {
        forgetOld();
        return index.count(pipeline);
    }

    @Override
    public long dropped() {
        return dropped.total();
    }

    @Override
    public long dropped(String pipeline) {
        return dropped.of(pipeline);
    }

    @Override
    public synchronized long expired() {
        forgetOld();
        return expired;
    }
}
