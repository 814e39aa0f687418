package dev.bettong.chain;

import dev.bettong.state.StateAccessException;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Calls a function that makes a list of outputs, and hands its elements on one by one. */
final class ComputeMultiOperator extends CallOperator<List<Object>> {

    private final FailureCounter failures;
    private final Operator next;

    ComputeMultiOperator(
            Call<List<Object>> function,
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
        List<Object> outputs;
        int size;
        try {
            long begun = counters.begin();
            outputs = indexed(function.call(event, key, partition));
            counters.end(begun);
            size = outputs.size();
        } catch (StateAccessException unusable) {
            throw unusable;
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        for (int i = 0; i < size; i++) {
            Object output;
            try {
                output = outputs.get(i); // may be computed only now, in a list of the author's own kind
            } catch (Throwable thrown) {
                failures.threw(thrown, place, event, key, partition);
                return;
            }
            if (output != null) {
                next.process(output, key, partition);
            }
        }
    }

    private static List<Object> indexed(@Nullable List<Object> outputs) {
        if (outputs == null) {
            return List.of();
        }
        return outputs instanceof RandomAccess ? outputs : new ArrayList<>(outputs);
    }

    @Override
    Operator handsTo() {
        return next;
    }
}
