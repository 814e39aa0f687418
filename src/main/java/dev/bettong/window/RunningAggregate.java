package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import java.util.function.Supplier;

/** All events of a key, with a result at each. No event is late, and nothing closes. */
final class RunningAggregate extends WindowLogic {

    RunningAggregate(Aggregation<Object, Object, Object, Object> aggregation, Supplier<?> initial) {
        super(aggregation, initial);
    }

    @Override
    public void add(OpenWindows<Object> open, Object event, long time, Results results) throws Exception {
        OpenWindows.Pane<Object> events = only(open, event, time);
        result(events, time, results);
    }

    @Override
    public void fire(OpenWindows<Object> open, long at, Results results) {
        // a timer of windows that the step had in an earlier version
    }

    @Override
    public long next(OpenWindows<Object> open) {
        return NEVER;
    }
}
