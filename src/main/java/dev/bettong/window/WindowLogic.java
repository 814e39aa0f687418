package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Window;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of window does with the events of a key, and when its windows close. Knows neither keys nor clocks: the open
 * windows of the key, the time of the event and the watermark are arguments, the results and the time to be called again
 * come out. Times are milliseconds since 1970. Immutable.
 */
public abstract sealed class WindowLogic permits AlignedWindows, SessionWindows, CountWindows, RunningAggregate {

    /** No window is open. */
    public static final long NEVER = Long.MAX_VALUE;

    final Aggregation<Object, Object, Object, Object> aggregation;
    final Aggregation.@Nullable Reduction<Object, Object, Object, Object>
            reduction; // the aggregation, if it begins with an event
    private final Supplier<?> initial;

    WindowLogic(Aggregation<Object, Object, Object, Object> aggregation, Supplier<?> initial) {
        this.aggregation = aggregation;
        this.reduction = aggregation instanceof Aggregation.Reduction<Object, Object, Object, Object> fromFirst
                ? fromFirst
                : null;
        this.initial = initial;
    }

    /**
     * The logic of a kind of window.
     *
     * @param window the kind; {@code null} for a result of all events at each
     * @param initial makes accumulators
     */
    public static WindowLogic of(
            @Nullable Window window, Aggregation<Object, Object, Object, Object> aggregation, Supplier<?> initial) {
        return switch (window) {
            case null -> new RunningAggregate(aggregation, initial);
            case Window.Span span ->
                new AlignedWindows(
                        WindowGrid.of(span),
                        span.grace().toMillis(),
                        span.emptyFor().toMillis(),
                        aggregation,
                        initial);
            case Window.Days days ->
                new AlignedWindows(WindowGrid.of(days), days.grace().toMillis(), 0, aggregation, initial);
            case Window.Session session ->
                new SessionWindows(session.gap().toMillis(), session.grace().toMillis(), aggregation, initial);
            case Window.Count count ->
                new CountWindows(count.events(), count.orAfter().toMillis(), aggregation, initial);
        };
    }

    /** Takes the results. */
    @FunctionalInterface
    public interface Results {

        /**
         * Events make a result.
         *
         * @param time that of the result
         */
        void result(long start, long end, long events, Object sum, long time);
    }

    /**
     * Adds an event, if it counts where the one before did and no window is to be closed; {@link #next} stays as it is. Spares
     * most events the rest.
     *
     * @param watermark as in {@link #late}
     * @param due windows that close by then are to be closed first
     * @return false if nothing has changed
     * @throws Exception what the aggregation throws; the event is in no window then
     */
    public boolean addToCurrent(OpenWindows<Object> open, Object event, long time, long watermark, long due)
            throws Exception {
        return false;
    }

    /**
     * Adds an event. What was due by then has been {@linkplain #fire fired} before.
     *
     * @param time that of the event, if it is not late, or from {@link #effectiveTime}
     * @throws Exception what the aggregation throws; the event is in no window then
     */
    public abstract void add(OpenWindows<Object> open, Object event, long time, Results results) throws Exception;

    /**
     * Whether all windows are closed in which an event would count.
     *
     * @param watermark windows that end at this time, or before it, are closed once their grace is over
     */
    public boolean late(OpenWindows<Object> open, long time, long watermark) {
        return false;
    }

    /** An event comes that is not late: it does not count in those of its windows that are closed. */
    public void skipClosed(OpenWindows<Object> open, long time, long watermark) {}

    /**
     * The time with which an event counts in all of its windows: its own, or a later one if some are closed.
     *
     * @param watermark as in {@link #late}
     */
    public long effectiveTime(OpenWindows<Object> open, long time, long watermark) {
        return time;
    }

    /** A time in the oldest window that is open; there is one. */
    public long oldest(OpenWindows<Object> open) {
        return open.first().start;
    }

    /**
     * Makes a result of an event that is late: of the last window in which it would have counted.
     *
     * @throws Exception what the aggregation throws
     */
    public final void alone(Object event, long time, Results results) throws Exception {
        Bounds window = bounds(time);
        Object sum = reduction == null ? aggregation.add(event, initial.get()) : reduction.first(event);
        results.result(window.start, window.end, 1, sum, time);
    }

    /** Where a window starts and ends. */
    record Bounds(long start, long end) {}

    /** The last window that an event would make, or be in. */
    Bounds bounds(long time) {
        return new Bounds(time, time + 1);
    }

    /**
     * Closes the first window if it is to be closed by a time; {@link #next} has asked for that, perhaps in a version with
     * other windows.
     *
     * @throws Exception what the aggregation throws; the window is closed nevertheless
     */
    public abstract void fire(OpenWindows<Object> open, long at, Results results) throws Exception;

    /** When {@link #fire} is to be called; {@link #NEVER} if nothing is open. It may be over already. */
    public abstract long next(OpenWindows<Object> open);

    /** A new accumulator. */
    final Object initial() {
        return initial.get();
    }

    final OpenWindows.Pane<Object> newPane(long start) {
        return new OpenWindows.Pane<>(start, initial.get());
    }

    /** Adds an event to the one pane of a key, which spans the times of its events. */
    final OpenWindows.Pane<Object> only(OpenWindows<Object> open, Object event, long time) throws Exception {
        boolean first = open.empty();
        OpenWindows.Pane<Object> events = first ? newPane(time) : folded(open);
        count(events, event);
        events.start = Math.min(events.start, time);
        events.last = Math.max(events.last, time);
        if (first) {
            open.panes.add(events);
        }
        return events;
    }

    /** There are several panes where the step had other windows in an earlier version. */
    private OpenWindows.Pane<Object> folded(OpenWindows<Object> open) throws Exception {
        OpenWindows.Pane<Object> first = open.first();
        while (open.panes.size() > 1) {
            OpenWindows.Pane<Object> next = open.panes.get(1);
            first.sum = aggregation.merge(first.sum, next.sum);
            first.events += next.events;
            first.last = Math.max(first.last, next.last);
            open.panes.remove(1);
        }
        return first;
    }

    static void result(OpenWindows.Pane<Object> events, long time, Results results) {
        results.result(events.start, events.last + 1, events.events, events.sum, time);
    }

    /** Adds an event to a pane, or throws and leaves it as it was, as far as the author's function does. */
    final void count(OpenWindows.Pane<Object> pane, Object event) throws Exception {
        pane.sum = pane.events == 0 && reduction != null ? reduction.first(event) : aggregation.add(event, pane.sum);
        pane.events++;
    }
}
