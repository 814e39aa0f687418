package dev.bettong.chain;

import dev.bettong.runtime.PipelineFailedException;
import dev.bettong.state.StateAccessException;
import dev.bettong.state.Timers;
import java.util.List;

/** Calls a step that has results of events and timers, and hands them on, each with its own time. */
final class ResultsOperator extends CallOperator<Object> implements StepTimers.Firing {

    private final Maker maker;
    private final StepClock clock;
    private final FailureCounter failures;
    private final Operator next;
    private final Entrance behind;

    /** @param behind takes the results, and is where the worker comes in with a timer */
    ResultsOperator(
            Maker maker,
            StepClock clock,
            StepCounters counters,
            EntryPoints.Place place,
            FailureCounter failures,
            Entrance behind) {
        super(maker, counters, place);
        this.maker = maker;
        this.clock = clock;
        this.failures = failures;
        this.next = behind.first();
        this.behind = behind;
    }

    /** What makes the results, which wait to be taken. */
    interface Maker extends Call<Object> {

        /** Results so far; whoever takes them clears the list. */
        List<Result> results();

        /** A timer fires, and is spent. */
        void fire(Timers.Due due);
    }

    /** What a step has made, and its time. */
    record Result(Object output, long time) {}

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
        behind.enter();
        maker.fire(due);
        handOn(due.key(), due.partition());
    }

    /** Also what was complete before something failed. */
    private void handOn(Object key, int partition) {
        List<Result> results = maker.results();
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
