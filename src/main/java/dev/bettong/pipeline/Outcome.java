package dev.bettong.pipeline;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a state computation hands back: its output, whether it changed the state, and when its timer fires.
 *
 * @param output what is passed to the next step, or {@code null} for nothing
 * @param changed whether the state was changed and has to be saved
 * @param removed whether the entity is deleted; what the function did to the state does not count then
 * @param timer what becomes of the timer of the key in this step; {@code null} if it stays as it is
 * @param <O> type of the output
 */
public record Outcome<O>(
        @Nullable O output,
        boolean changed,
        boolean removed,
        @Nullable Timer timer) {

    private static final Outcome<?> CHANGED = new Outcome<>(null, true);
    private static final Outcome<?> UNCHANGED = new Outcome<>(null, false);
    private static final Outcome<?> REMOVED = new Outcome<>(null, true, true);

    /** An outcome that leaves the timer as it is; a deleted entity loses it. */
    public Outcome(@Nullable O output, boolean changed, boolean removed) {
        this(output, changed, removed, removed ? Timer.NONE : null);
    }

    /** An outcome that does not delete the entity. */
    public Outcome(@Nullable O output, boolean changed) {
        this(output, changed, false);
    }

    /** The state was changed, and {@code output} is passed on. */
    public static <O> Outcome<O> changed(@Nullable O output) {
        return new Outcome<>(output, true);
    }

    /** The state is as it was, and {@code output} is passed on. */
    public static <O> Outcome<O> unchanged(@Nullable O output) {
        return new Outcome<>(output, false);
    }

    /** The state was changed, and nothing is passed on. */
    @SuppressWarnings("unchecked") // holds no output, so it is of every type
    public static <O> Outcome<O> changedOnly() {
        return (Outcome<O>) CHANGED;
    }

    /** The entity is deleted, so that the next event of its key meets an initial one, and {@code output} is passed on. */
    public static <O> Outcome<O> removed(@Nullable O output) {
        return new Outcome<>(output, true, true);
    }

    /** The entity is deleted, so that the next event of its key meets an initial one, and nothing is passed on. */
    @SuppressWarnings("unchecked") // holds no output, so it is of every type
    public static <O> Outcome<O> removedOnly() {
        return (Outcome<O>) REMOVED;
    }

    /** The state is as it was, and nothing is passed on. */
    @SuppressWarnings("unchecked") // holds no output, so it is of every type
    public static <O> Outcome<O> none() {
        return (Outcome<O>) UNCHANGED;
    }

    /**
     * Sets the timer of the key in this step, in place of the one that may be set; comes before the rest of the outcome:
     * {@code Outcome.timerAt(time).changed(output)}. The step needs an {@link OnTimer}.
     *
     * @param time when it fires; as soon as possible, if that is over
     */
    public static Timer timerAt(Instant time) {
        return new Timer(time, null);
    }

    /**
     * As {@link #timerAt}, but for a time after that of the event, which is when its frame was read unless the events bring
     * their time with them; or, when a timer fires, after the time for which it was set.
     *
     * @param delay not negative
     */
    public static Timer timerAfter(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a timer cannot fire %s before its event".formatted(delay.negated()));
        }
        return new Timer(null, delay);
    }

    /** Clears the timer of the key in this step; comes before the rest of the outcome. */
    public static Timer clearTimer() {
        return Timer.NONE;
    }

    /**
     * What becomes of the timer of a key: there is one for each key and step. It is cleared if there is neither of the two.
     *
     * @param at when it fires
     * @param after how long after the event it fires
     */
    public record Timer(@Nullable Instant at, @Nullable Duration after) {

        private static final Timer NONE = new Timer(null, null);

        /** Whether it does not fire. */
        public boolean cleared() {
            return at == null && after == null;
        }

        /** When it fires, if the event has this time; {@code null} if it does not fire. */
        public @Nullable Instant at(Instant event) {
            return after == null ? at : event.plus(after);
        }

        /** The state was changed, and {@code output} is passed on. */
        public <O> Outcome<O> changed(@Nullable O output) {
            return new Outcome<>(output, true, false, this);
        }

        /** The state is as it was, and {@code output} is passed on. */
        public <O> Outcome<O> unchanged(@Nullable O output) {
            return new Outcome<>(output, false, false, this);
        }

        /** The state was changed, and nothing is passed on. */
        public <O> Outcome<O> changedOnly() {
            return new Outcome<>(null, true, false, this);
        }

        /** The state is as it was, and nothing is passed on. */
        public <O> Outcome<O> none() {
            return new Outcome<>(null, false, false, this);
        }
    }
}
