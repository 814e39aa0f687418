package dev.bettong.window;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Window;
import dev.bettong.time.StreamId;
import dev.bettong.time.Watermarks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Runs windows over events of several keys and streams as a worker does: time first, timers in the order of time and key. */
final class WindowDriver {

    private static final Comparator<Timer> ORDER =
            Comparator.comparingLong(Timer::at).thenComparing(Timer::key);

    private static final long END = 1L << 60;

    private final WindowLogic logic;
    private final Watermarks watermarks = new Watermarks();
    private final long outOfOrder;
    private final Map<String, OpenWindows<Object>> keys = new HashMap<>();
    private final Map<String, Timer> timers = new HashMap<>();
    private final TreeSet<Timer> due = new TreeSet<>(ORDER);

    /** What came out: a window with its count and, where it is not that of the window, its time. */
    final List<String> results = new ArrayList<>();

    WindowDriver(Window window, long outOfOrder) {
        Aggregation<Object, Long, Object, Object> count =
                Aggregation.of((event, sum) -> sum + 1, Long::sum, (closed, sum) -> sum);
        @SuppressWarnings("unchecked")
        Aggregation<Object, Object, Object, Object> erased =
                (Aggregation<Object, Object, Object, Object>) (Object) count;
        this.logic = WindowLogic.of(window, erased, () -> 0L);
        this.outOfOrder = outOfOrder;
    }

    private record Timer(long at, String key) {}

    void idle(long stream) throws Exception {
        advance(watermarks.idle(id(stream)));
    }

    void closed(long stream) throws Exception {
        advance(watermarks.closed(id(stream)));
    }

    /** No stream will ever have an event again. */
    void end() throws Exception {
        advance(END);
    }

    private static StreamId id(long stream) {
        return new StreamId(0, 0, stream);
    }

    void event(long stream, String key, long time) throws Exception {
        advance(watermarks.event(watermarks.stream(id(stream)), time - outOfOrder));
        OpenWindows<Object> open = keys.computeIfAbsent(key, added -> new OpenWindows<>());
        if (logic.addToCurrent(open, key, time, watermarks.current(), time)) {
            return;
        }
        long counted = logic.effectiveTime(open, time, watermarks.current());
        logic.add(open, key, counted, collector(key));
        ask(key, logic.next(open));
    }

    /** Fires what is due at a watermark. */
    private void advance(long watermark) throws Exception {
        while (!due.isEmpty() && due.first().at() <= watermark) {
            Timer timer = due.removeFirst();
            timers.remove(timer.key());
            OpenWindows<Object> open = open(timer.key());
            logic.fire(open, timer.at(), collector(timer.key()));
            ask(timer.key(), logic.next(open));
        }
    }

    private WindowLogic.Results collector(String key) {
        return (start, end, events, sum, time) -> {
            if (!sum.equals(events)) {
                throw new AssertionError("%d events, but %s counted".formatted(events, sum));
            }
            results.add("%s [%d,%d)=%d%s".formatted(key, start, end, events, time == end - 1 ? "" : " at " + time));
        };
    }

    private OpenWindows<Object> open(String key) {
        return Objects.requireNonNull(keys.get(key));
    }

    private void ask(String key, long at) {
        open(key).timer(at);
        Timer before = timers.remove(key);
        if (before != null) {
            due.remove(before);
        }
        if (at != WindowLogic.NEVER) {
            Timer timer = new Timer(at, key);
            timers.put(key, timer);
            due.add(timer);
        } else if (open(key).empty()) {
            keys.remove(key);
        }
    }

    /** Keys that hold something. */
    int keys() {
        return keys.size();
    }
}
