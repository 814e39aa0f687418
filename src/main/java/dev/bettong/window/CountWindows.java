package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import java.util.function.Supplier;

/** So many events in the order in which they come, or fewer after a silence. No event is late. */
final class CountWindows extends WindowLogic {

    private final int count;
    private final long orAfter;

    CountWindows(
            int count, long orAfter, Aggregation<Object, Object, Object, Object> aggregation, Supplier<?> initial) {
        super(aggregation, initial);
        this.count = count;
        this.orAfter = orAfter;
    }

    @Override
    public void add(OpenWindows<Object> open, Object event, long time, Results results) throws Exception {
        OpenWindows.Pane<Object> events = only(open, event, time);
        if (events.events >= count) {
            open.panes.clear();
            result(events, events.last, results);
        }
    }

    @Override
    public void fire(OpenWindows<Object> open, long at, Results results) {
        if (next(open) <= at) {
            result(open.panes.removeFirst(), at, results);
        }
    }

    @Override
    public long next(OpenWindows<Object> open) {
        return open.empty() || orAfter == 0 ? NEVER : open.first().last + orAfter;
    }
}
