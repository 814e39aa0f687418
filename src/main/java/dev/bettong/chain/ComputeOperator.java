package dev.bettong.chain;

import dev.bettong.state.StateAccessException;

/** Calls a function that makes at most one output. */
final class ComputeOperator extends CallOperator<Object> {

    private final FailureCounter failures;
    private final Operator next;

    ComputeOperator(
            Call<Object> function,
            StepCounters counters,
            EntryPoints.Place place,
            FailureCounter failures,
            Operator next) {
        super(function, counters, place);
        this.failures = failures;
        this.next = next;
    }

    @Override
    void process(Object event, Object key, int partition) {
        Object output;
        try {
            long begun = counters.begin();
            output = function.call(event, key, partition);
            counters.end(begun);
        } catch (StateAccessException unusable) {
            throw unusable;
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        if (output != null) {
            next.process(output, key, partition);
        }
    }

    @Override
    Operator handsTo() {
        return next;
    }
}
