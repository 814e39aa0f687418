package dev.bettong.chain;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.ClosedWindow;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.runtime.PipelineFailedException;
import dev.bettong.state.Entity;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StateAccessException;
import dev.bettong.state.Timers;
import dev.bettong.window.OpenWindows;
import dev.bettong.window.WindowLogic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds events to the open windows of their keys, and closes windows. The results wait to be taken. */
final class WindowCall implements ResultsOperator.Maker, WindowLogic.Results {

    private final WindowLogic logic;
    private final Aggregation<Object, Object, Object, Object> aggregation;
    private final StateAccess entities;
    private final @Nullable Timers timers; // none, if nothing ever closes
    private final StepClock clock;
    private final Failures failures;
    private final EntryPoints.Place place;
    private final List<ResultsOperator.Result> results = new ArrayList<>();
    private Object key = Operator.NO_KEY; // of what is handled
    private int partition = Operator.NO_PARTITION; // the same

    WindowCall(
            WindowLogic logic,
            Aggregation<Object, Object, Object, Object> aggregation,
            StateAccess entities,
            @Nullable Timers timers,
            StepClock clock,
            Failures failures,
            EntryPoints.Place place) {
        this.logic = logic;
        this.aggregation = aggregation;
        this.entities = entities;
        this.timers = timers;
        this.clock = clock;
        this.failures = failures;
        this.place = place;
    }

    /**
     * What can fail.
     *
     * @param threw the author's functions
     * @param late events that have come too late; {@code null} where none can
     */
    record Failures(FailureCounter threw, @Nullable Late late) {}

    /**
     * What becomes of late events.
     *
     * @param failures counts them
     */
    record Late(LatePolicy policy, FailureCounter failures) {}

    @Override
    public List<ResultsOperator.Result> results() {
        return results;
    }

    @Override
    public @Nullable Object call(Object event, Object of, int in) throws Exception {
        Entity entity = entities.entity(of, in);
        OpenWindows<Object> open = windows(entity);
        key = of;
        partition = in;
        if (addedToCurrent(event, entity, open)) {
            return null;
        }
        boolean fresh = open.empty() && logic.next(open) == WindowLogic.NEVER;
        boolean done = false;
        try {
            add(event, open);
            changed(entity, open);
            done = true;
        } finally {
            if (!done && fresh) {
                entities.removed(entity); // the key cannot be stored, or its event be added
            } else if (!done) {
                entities.changed(entity); // the author's function may have changed half of it
            }
        }
        return null;
    }

    private boolean addedToCurrent(Object event, Entity entity, OpenWindows<Object> open) throws Exception {
        boolean changed = true; // an author's function that throws may have changed half of it
        try {
            long time = clock.eventTime();
            long watermark = clock.watermark();
            changed = logic.addToCurrent(open, event, time, watermark, failures.late == null ? time : watermark);
            return changed;
        } finally {
            if (changed) {
                entities.changed(entity);
            }
        }
    }

    private void add(Object event, OpenWindows<Object> open) throws Exception {
        long time = clock.eventTime();
        long watermark = clock.watermark();
        Late late = failures.late;
        if (late == null) {
            long effective =
                    logic.effectiveTime(open, time, watermark); // a later one, if it was under way for too long
            closeUntil(effective, open);
            logic.add(open, event, effective, this);
            return;
        }
        closeUntil(watermark, open);
        if (logic.late(open, time, watermark)) {
            addLate(event, open, time, late);
        } else {
            logic.skipClosed(open, time, watermark);
            logic.add(open, event, time, this);
        }
    }

    /** Closes windows whose timers have not fired yet, since many are due. */
    private void closeUntil(long time, OpenWindows<Object> open) {
        for (long next = logic.next(open); next <= time; next = logic.next(open)) {
            fire(open, next);
        }
    }

    private void addLate(Object event, OpenWindows<Object> open, long time, Late late) throws Exception {
        if (late.policy == LatePolicy.FIRE_PER_MESSAGE) {
            logic.alone(event, time, this);
        } else if (late.policy == LatePolicy.PLACE_IN_OLDEST_WINDOW && !open.empty()) {
            logic.add(open, event, logic.oldest(open), this);
        } else {
            late.failures.failed(
                    "the event was %d ms behind the watermark, and its windows are closed"
                            .formatted(clock.watermark() - time),
                    place,
                    event,
                    key,
                    partition);
        }
    }

    /** Closes the window for which the timer was set. */
    @Override
    public void fire(Timers.Due due) {
        Entity entity = entities.entity(due.key(), due.partition());
        OpenWindows<Object> open = windows(entity);
        key = due.key();
        partition = due.partition();
        open.timer(OpenWindows.UNKNOWN);
        fire(open, due.at());
        changed(entity, open);
    }

    private void fire(OpenWindows<Object> open, long at) {
        try {
            logic.fire(open, at, this);
        } catch (StateAccessException | PipelineFailedException end) {
            throw end;
        } catch (Throwable thrown) {
            failures.threw.threw(
                    thrown, partition, "a window of key '%s' closed at %s".formatted(key, Instant.ofEpochMilli(at)));
        }
    }

    @Override
    public void result(long start, long end, long events, Object sum, long time) {
        ClosedWindow<Object> window =
                new ClosedWindow<>(key, Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), events);
        try {
            Object output = aggregation.result(window, sum);
            if (output != null) {
                results.add(new ResultsOperator.Result(output, time));
            }
        } catch (Throwable thrown) { // not a failure of the event that was counted last
            failures.threw.threw(
                    thrown,
                    partition,
                    "the window of key '%s' from %s to %s".formatted(key, window.start(), window.end()));
        }
    }

    private void changed(Entity entity, OpenWindows<Object> open) {
        long next = timers == null ? WindowLogic.NEVER : logic.next(open);
        if (timers != null && next != open.timer()) {
            setTimer(timers, entity, next);
            open.timer(next);
        }
        if (open.empty() && next == WindowLogic.NEVER) {
            entities.removed(entity);
        } else {
            entities.changed(entity);
        }
    }

    private void setTimer(Timers of, Entity entity, long next) {
        if (next == WindowLogic.NEVER) {
            of.clear(key, partition);
            entities.release(entity);
        } else {
            of.set(key, partition, next);
            entities.keep(entity);
        }
    }

    @SuppressWarnings("unchecked") // the state of the step has nothing else
    private static OpenWindows<Object> windows(Entity entity) {
        return (OpenWindows<Object>) entity.value;
    }
}
