package dev.bettong.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What a state computation hands back: its output, and whether it changed the state.
 *
 * @param output what is passed to the next step, or {@code null} for nothing
 * @param changed whether the state was changed and has to be saved
 * @param removed whether the entity is deleted; what the function did to the state does not count then
 * @param <O> type of the output
 */
public record Outcome<O>(@Nullable O output, boolean changed, boolean removed) {

    private static final Outcome<?> CHANGED = new Outcome<>(null, true);
    private static final Outcome<?> UNCHANGED = new Outcome<>(null, false);
    private static final Outcome<?> REMOVED = new Outcome<>(null, true, true);

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
}
