package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one step on one worker: one for each key. They are saved as the entities of a state of their own, see
 * {@link StepStates#timers}. Owned by the worker.
 */
public final class Timers {

    /** No timer is set. */
    public static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Entities saved; // none, if nothing is ever saved
    private final TimerQueue queue = new TimerQueue();

    Timers(@Nullable Entities saved) {
        this.saved = saved;
    }

    /** A timer that is due. */
    public record Due(Object key, int partition, long at) {}

    /** Sets the timer of a key, in place of the one that it may have. */
    public void set(Object key, int partition, long at) {
        TimerQueue.Timer present = queue.of(key);
        if (present != null && present.at() == at) {
            return;
        }
        byte[] encoded = present == null ? KeyCodec.encode(key) : present.bytes();
        SavedTimer saving = saved == null ? null : SavedTimer.of(key, encoded, at); // or throws before anything is set
        queue.set(key, partition, at, encoded);
        if (saved != null && saving != null) {
            saved.replace(key, partition, saving);
        }
    }

    /** Clears the timer of a key, if it has one. */
    public void clear(Object key, int partition) {
        if (queue.clear(key) && saved != null) {
            saved.delete(key, partition);
        }
    }

    /** When the first timer fires; {@link #NEVER} if none is set. */
    public long next() {
        TimerQueue.Timer first = queue.first();
        return first == null ? NEVER : first.at();
    }

    /** When the timer of a key fires; {@link #NEVER} if it has none. */
    public long at(Object key) {
        TimerQueue.Timer timer = queue.of(key);
        return timer == null ? NEVER : timer.at();
    }

    /** Timers that are set. */
    public int size() {
        return queue.size();
    }

    /** Takes the first timer, which is spent. */
    public Due take() {
        TimerQueue.Timer first = queue.first();
        if (first == null) {
            throw new IllegalStateException("no timer is set");
        }
        return take(first);
    }

    /** Takes the timer of a key, which is spent. */
    public Due take(Object key) {
        TimerQueue.Timer set = queue.of(key);
        if (set == null) {
            throw new IllegalStateException("no timer is set");
        }
        return take(set);
    }

    private Due take(TimerQueue.Timer set) {
        clear(set.key, set.partition);
        return new Due(set.key, set.partition, set.at());
    }

    /** Before the first event: a timer that was saved. */
    void restore(Object key, int partition, long at) {
        queue.set(key, partition, at, KeyCodec.encode(key));
    }

    /** Forgets all, for good. */
    void forgetAll() {
        queue.clear();
    }
}
