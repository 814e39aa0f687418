package dev.bettong.chain;

import dev.bettong.state.StateAccessException;
import dev.bettong.state.Timers;
import java.util.List;

/** Aggregates events, and hands on the results, each with its own time. */
final class AggregateOperator extends CallOperator<Object> implements StepTimers.Firing {

    private final WindowCall windows;
    private final StepClock clock;
    private final FailureCounter failures;
    private final Operator next;
    private final Entrance closing;

    /** @param closing takes the results, and is where the worker comes in with a timer */
    AggregateOperator(
            WindowCall windows,
            StepClock clock,
            StepCounters counters,
            EntryPoints.Place place,
            FailureCounter failures,
            Entrance closing) {
        super(windows, counters, place);
        this.windows = windows;
        this.clock = clock;
        this.failures = failures;
        this.next = closing.first();
        this.closing = closing;
    }

    @Override
    void process(Object event, Object key, int partition) {
        try {
            long begun = counters.begin();
            function.call(event, key, partition);
            counters.end(begun);
        } catch (StateAccessException | PipelineFailedException end) {
            throw end;
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
        }
        handOn(key, partition);
    }

    @Override
    public void fire(Timers.Due due) {
        closing.enter();
        windows.close(due);
        handOn(due.key(), due.partition());
    }

    /** Also what was complete before something failed. */
    private void handOn(Object key, int partition) {
        List<WindowCall.Result> results = windows.results();
        if (results.isEmpty()) {
            return;
        }
        long time = clock.eventTime();
        for (int i = 0; i < results.size(); i++) {
            clock.begin(results.get(i).time());
            next.process(results.get(i).output(), key, partition);
        }
        results.clear();
        clock.begin(time);
    }

    @Override
    Operator handsTo() {
        return next;
    }
}
