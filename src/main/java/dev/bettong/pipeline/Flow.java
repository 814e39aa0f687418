package dev.bettong.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * What is built of a pipeline so far, which can end here.
 *
 * @param <T> type of the events that leave the last step
 */
public abstract sealed class Flow<T> permits Pipeline.Stage {

    final Draft draft;
    final Step last;

    Flow(Draft draft, Step last) {
        this.draft = draft;
        this.last = last;
    }

    /** Ends the flow at a sink. */
    public Pipeline to(Sink<? super T> sink) {
        return draft.end(last, List.of(sink));
    }

    /** Ends the flow at several sinks; every output goes to each of them. */
    @SafeVarargs
    public final Pipeline to(Sink<? super T> first, Sink<? super T>... more) {
        List<Sink<?>> sinks = new ArrayList<>();
        sinks.add(first);
        for (Sink<? super T> sink : more) {
            sinks.add(sink);
        }
        return draft.end(last, sinks);
    }

    /** Ends the flow without a sink: what it does is in its state. */
    public Pipeline done() {
        return draft.end(last, List.of());
    }
}
