package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one step on one worker: one for each key. They are saved as the entities of a state of their own, see
 * {@link StepStates#timers}. Owned by the worker.
 */
public final class Timers {

    /** No timer is set. */
    public static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Entities saved; // none, if nothing is ever saved
    private final Partitioning partitioning;
    private final TimerQueue queue = new TimerQueue();

    Timers(@Nullable Entities saved, Partitioning partitioning) {
        this.saved = saved;
        this.partitioning = partitioning;
    }

    /** A timer that is due. */
    public record Due(Object key, int partition, long at) {}

    /** Sets the timer of a key, in place of the one that it may have. */
    public void set(Object key, int partition, long at) {
        if (saved == null) {
            queue.set(key, at);
        } else if (queue.at(key) != at) {
            SavedTimer saving = SavedTimer.of(key, KeyCodec.encode(key), at); // or throws before anything is set
            queue.set(key, at);
            saved.replace(key, partition, saving);
        }
    }

    /** Clears the timer of a key, if it has one; returns whether it had. */
    public boolean clear(Object key, int partition) {
        boolean had = queue.clear(key);
        if (had && saved != null) {
            saved.delete(key, partition);
        }
        return had;
    }

    /** When the first timer fires; {@link #NEVER} if none is set. */
    public long next() {
        return queue.next();
    }

    /** When the timer of a key fires; {@link #NEVER} if it has none. */
    public long at(Object key) {
        return queue.at(key);
    }

    /** Timers that are set. */
    public int size() {
        return queue.size();
    }

    /** Takes the first timer, which is spent. There must be one. */
    public Due take() {
        return take(queue.firstKey());
    }

    /** Takes the timer of a key, which is spent. The key must have one. */
    public Due take(Object key) {
        Due due = new Due(key, partitioning.partitionOf(key), queue.at(key));
        if (!clear(key, due.partition)) {
            throw new IllegalStateException("key '%s' has changed since its timer was set".formatted(key));
        }
        return due;
    }

    /** Before the first event: a timer that was saved. */
    void restore(Object key, long at) {
        queue.set(key, at);
    }

    /** Forgets all, for good. */
    void forgetAll() {
        queue.clear();
    }
}
