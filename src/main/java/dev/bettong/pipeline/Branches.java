package dev.bettong.pipeline;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The events that no branch has taken so far. Branches are tried in their order.
 *
 * @param <T> type of the events
 */
public final class Branches<T> {

    private final Draft draft;
    private final Step rest;

    Branches(Draft draft, Step rest) {
        this.draft = draft;
        this.rest = rest;
    }

    /** Adds a branch, see {@link Pipeline.Stage#when(String, Predicate, Function)}. */
    public Branches<T> when(
            String name, Predicate<? super T> test, Function<? super Pipeline.Stage<T>, Pipeline> flow) {
        return new Pipeline.Stage<T>(draft, rest).when(name, test, flow);
    }

    /** Adds a branch, see {@link Pipeline.Stage#when(Class, Function)}. */
    public <U extends T> Branches<T> when(Class<U> type, Function<? super Pipeline.Stage<U>, Pipeline> flow) {
        return new Pipeline.Stage<T>(draft, rest).when(type, flow);
    }

    /**
     * Ends the pipeline with what happens to the events that no branch has taken.
     *
     * @param flow ends what it is given, in sinks or with {@code done()}
     * @throws IllegalArgumentException if it returns another pipeline
     */
    public Pipeline otherwise(Function<? super Pipeline.Stage<T>, Pipeline> flow) {
        return draft.with(flow.apply(new Pipeline.Stage<>(draft.inside("otherwise"), rest)), rest)
                .end();
    }
}
