package dev.bettong.pipeline;

import java.util.Objects;

/**
 * Events of a key in windows, which are to be aggregated.
 *
 * @param <K> type of the key
 * @param <T> type of the events
 */
public final class Windowed<K, T> {

    private final Draft draft;
    private final Step last;
    private final Window window;

    Windowed(Draft draft, Step last, Window window) {
        this.draft = draft;
        this.last = last;
        this.window = Objects.requireNonNull(window, "window");
    }

    /**
     * Adds a step that makes a result of each window.
     *
     * @param sums the accumulators; of each key, the state has those of the windows that are open. No other step can use it
     */
    public <A, O> Pipeline.Keyed<K, O> aggregate(
            String name, State<A> sums, Aggregation<? super T, A, ? super K, ? extends O> aggregation) {
        return new Pipeline.Keyed<>(draft, new Step.Aggregate(last, name, window, sums, aggregation));
    }
}
