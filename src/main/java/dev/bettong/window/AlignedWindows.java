package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Windows that start and end at the same times for all keys. Overlapping ones share panes, so that an event is added once.
 *
 * <p>They close one by one in the order of their ends, and each key keeps how far that has come. A pane stays until the last
 * window that contains it is closed.
 */
final class AlignedWindows extends WindowLogic {

    private final WindowGrid grid;
    private final long grace;
    private final long emptyFor;

    AlignedWindows(
            WindowGrid grid,
            long grace,
            long emptyFor,
            Aggregation<Object, Object, Object, Object> aggregation,
            Supplier<?> initial) {
        super(aggregation, initial);
        this.grid = grid;
        this.grace = grace;
        this.emptyFor = emptyFor;
    }

    @Override
    public boolean late(OpenWindows<Object> open, long time, long watermark) {
        Long closed = open.closed;
        if (watermark <= time && (closed == null || closed <= time)) {
            return false;
        }
        long end = grid.end(grid.last(time));
        return (closed != null && closed >= end) || watermark >= end + grace;
    }

    @Override
    public void skipClosed(OpenWindows<Object> open, long time, long watermark) {
        if (watermark >= grid.end(grid.firstEndingAfter(time)) + grace) {
            open.closed = open.closed == null ? watermark - grace : Math.max(open.closed, watermark - grace);
        }
    }

    @Override
    public long effectiveTime(OpenWindows<Object> open, long time, long watermark) {
        Long closed = open.closed;
        if (watermark <= time && (closed == null || closed <= time)) {
            return time;
        }
        long end = grid.end(grid.firstEndingAfter(time));
        if (closed != null && closed >= end) {
            return Math.max(watermark, closed);
        }
        return watermark >= end + grace ? watermark : time;
    }

    @Override
    Bounds bounds(long time) {
        long start = grid.last(time);
        return new Bounds(start, grid.end(start));
    }

    @Override
    public boolean addToCurrent(OpenWindows<Object> open, Object event, long time, long watermark, long due)
            throws Exception {
        OpenWindows.Pane<Object> pane = open.current;
        if (pane == null || time < pane.start || time >= open.currentEnd) {
            return false;
        }
        if (time < watermark || due >= open.timer() || emptyFor > 0) {
            return false;
        }
        count(pane, event);
        return true;
    }

    @Override
    public void add(OpenWindows<Object> open, Object event, long time, Results results) throws Exception {
        long start = grid.pane(time);
        OpenWindows.Pane<Object> known = open.at(start);
        OpenWindows.Pane<Object> pane = known == null ? newPane(start) : known;
        count(pane, event);
        if (known == null) {
            open.add(pane);
        }
        open.current = pane;
        open.currentEnd = grid.paneEnd(start);
        if (emptyFor > 0) {
            open.event(time);
        }
    }

    private long close(long start) {
        return grid.end(start) + grace;
    }

    @Override
    public void fire(OpenWindows<Object> open, long at, Results results) throws Exception {
        long start = first(open);
        if (start == NEVER || close(start) > at) {
            return; // the window is another one than when the timer was set
        }
        long end = grid.end(start);
        List<OpenWindows.Pane<Object>> panes = List.copyOf(open.within(start, end));
        open.closed = end;
        open.current = null;
        open.removeBefore(grid.firstEndingAfter(end));
        result(start, end, panes, results);
    }

    private void result(long start, long end, List<OpenWindows.Pane<Object>> panes, Results results) throws Exception {
        boolean first = panes.size() == 1 || (reduction != null && !panes.isEmpty());
        Object sum = first ? panes.getFirst().sum : initial();
        for (OpenWindows.Pane<Object> pane : first ? panes.subList(1, panes.size()) : panes) {
            sum = aggregation.merge(sum, pane.sum);
        }
        long events = panes.stream().mapToLong(pane -> pane.events).sum();
        results.result(start, end, events, sum, end - 1);
    }

    @Override
    public long next(OpenWindows<Object> open) {
        long start = first(open);
        return start == NEVER ? NEVER : close(start);
    }

    /** The start of the first window that is not closed and has a result, or {@link #NEVER}. */
    private long first(OpenWindows<Object> open) {
        long start = open.empty() ? NEVER : notClosed(open, open.first().start);
        if (emptyFor > 0 && open.firstEvent != null && open.lastEvent != null) {
            long empty = notClosed(open, open.firstEvent);
            return empty < open.lastEvent + emptyFor ? Math.min(start, empty) : start;
        }
        return start;
    }

    /** The start of the first window that is not closed and contains a time, or comes after it. */
    private long notClosed(OpenWindows<Object> open, long time) {
        @Nullable Long closed = open.closed;
        return grid.firstEndingAfter(closed == null ? time : Math.max(time, closed));
    }
}
