package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import java.util.List;
import java.util.function.Supplier;

/** Sessions: events each of which is nearer than the gap to the next. An event may join two that are open. */
final class SessionWindows extends WindowLogic {

    private final long gap;
    private final long grace;

    SessionWindows(long gap, long grace, Aggregation<Object, Object, Object, Object> aggregation, Supplier<?> initial) {
        super(aggregation, initial);
        this.gap = gap;
        this.grace = grace;
    }

    @Override
    public void add(OpenWindows<Object> open, Object event, long time, Results results) throws Exception {
        List<OpenWindows.Pane<Object>> sessions = open.panes;
        int from = 0;
        while (from < sessions.size() && sessions.get(from).last + gap <= time) {
            from++;
        }
        int to = from;
        while (to < sessions.size() && sessions.get(to).start - gap < time) {
            to++;
        }
        OpenWindows.Pane<Object> session = from == to ? newPane(time) : joined(sessions.subList(from, to));
        count(session, event);
        session.start = Math.min(session.start, time);
        session.last = Math.max(session.last, time);
        sessions.subList(from, to).clear();
        sessions.add(from, session);
    }

    @Override
    public boolean late(OpenWindows<Object> open, long time, long watermark) {
        return effectiveTime(open, time, watermark) != time;
    }

    @Override
    Bounds bounds(long time) {
        return new Bounds(time, time + gap);
    }

    @Override
    public long effectiveTime(OpenWindows<Object> open, long time, long watermark) {
        return watermark >= time + gap + grace && open.panes.stream().noneMatch(session -> near(session, time))
                ? watermark
                : time;
    }

    private boolean near(OpenWindows.Pane<Object> session, long time) {
        return session.start - gap < time && time < session.last + gap;
    }

    /** Several sessions as one; they stay as they are. */
    private OpenWindows.Pane<Object> joined(List<OpenWindows.Pane<Object>> sessions) throws Exception {
        OpenWindows.Pane<Object> first = sessions.getFirst();
        if (sessions.size() == 1) {
            return first;
        }
        OpenWindows.Pane<Object> all = new OpenWindows.Pane<>(first.start, first.sum);
        all.events = first.events;
        for (OpenWindows.Pane<Object> each : sessions.subList(1, sessions.size())) {
            all.sum = aggregation.merge(all.sum, each.sum);
            all.events += each.events;
        }
        all.last = sessions.getLast().last;
        return all;
    }

    @Override
    public void fire(OpenWindows<Object> open, long at, Results results) {
        if (!open.empty() && close(open.first()) <= at) {
            OpenWindows.Pane<Object> session = open.panes.removeFirst();
            long end = session.last + gap;
            results.result(session.start, end, session.events, session.sum, end - 1);
        }
    }

    private long close(OpenWindows.Pane<Object> session) {
        return session.last + gap + grace;
    }

    @Override
    public long next(OpenWindows<Object> open) {
        return open.empty() ? NEVER : close(open.first());
    }
}
