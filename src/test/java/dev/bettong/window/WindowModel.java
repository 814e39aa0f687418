package dev.bettong.window;

import dev.bettong.pipeline.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What windows have to give, from their rules alone: every event is kept, and every window that there could be is looked at
 * whenever time advances. Shares nothing with what it checks.
 */
final class WindowModel {

    private static final long RANGE = 400; // no time is beyond it, whatever its sign
    private static final Comparator<Closing> ORDER =
            Comparator.comparingLong(Closing::at).thenComparing(Closing::key).thenComparingLong(Closing::start);

    private final Window window;
    private final long outOfOrder;
    private final List<Event> events = new ArrayList<>();
    private final List<Set<Event>> sessions = new ArrayList<>();
    private final Map<Long, Long> latest = new HashMap<>(); // by stream
    private final Set<Long> counting = new HashSet<>();
    private long watermark = -1_000_000;

    final List<String> results = new ArrayList<>();

    WindowModel(Window window, long outOfOrder) {
        this.window = window;
        this.outOfOrder = outOfOrder;
    }

    /** An event, and the windows in which it counts by their starts. */
    private record Event(int number, String key, long time, Set<Long> counts) {}

    private record Closing(long at, String key, long start, long end, int events) {}

    void event(long stream, String key, long time) {
        counting.add(stream);
        latest.merge(stream, time, Math::max);
        advance();
        Event event = new Event(events.size(), key, late(key, time) ? watermark : time, new HashSet<>());
        events.add(event);
        switch (window) {
            case Window.Span span -> assign(event, span);
            case Window.Session session -> join(event, session);
            default -> throw new IllegalArgumentException(window.toString());
        }
    }

    /** Whether one of the windows that contain a time is closed, or a session would be alone and closed. */
    private boolean late(String key, long time) {
        return switch (window) {
            case Window.Span span ->
                LongStream.rangeClosed(time - span.size().toMillis() + 1, time)
                        .anyMatch(start -> starts(start, span) && !open(start, span));
            case Window.Session session ->
                watermark >= time + session.gap().toMillis() + session.grace().toMillis()
                        && near(key, time, session.gap().toMillis()).isEmpty();
            default -> throw new IllegalArgumentException(window.toString());
        };
    }

    void idle(long stream) {
        counting.remove(stream);
        advance();
    }

    void closed(long stream) {
        counting.remove(stream);
        latest.remove(stream);
        advance();
    }

    void end() {
        to(1_000_000);
    }

    private void advance() {
        counting.stream()
                .mapToLong(stream -> Objects.requireNonNull(latest.get(stream)) - outOfOrder)
                .min()
                .ifPresent(lowest -> to(Math.max(watermark, lowest)));
    }

    private void to(long next) {
        List<Closing> due = new ArrayList<>();
        if (window instanceof Window.Span span) {
            for (long start = -RANGE; start <= RANGE; start++) {
                long end = start + span.size().toMillis();
                long at = end + span.grace().toMillis();
                if (starts(start, span) && at > watermark && at <= next) {
                    close(start, end, at, due);
                }
            }
        } else if (window instanceof Window.Session session) {
            for (Set<Event> each : List.copyOf(sessions)) {
                long end = latest(each) + session.gap().toMillis();
                long at = end + session.grace().toMillis();
                if (at <= next) {
                    sessions.remove(each);
                    due.add(new Closing(at, key(each), earliest(each), end, each.size()));
                }
            }
        }
        due.sort(ORDER);
        due.forEach(each -> results.add("%s [%d,%d)=%d".formatted(each.key, each.start, each.end, each.events)));
        watermark = next;
    }

    private void close(long start, long end, long at, List<Closing> due) {
        for (String key : List.of("a", "b", "c")) {
            int count = (int) events.stream()
                    .filter(event -> event.key.equals(key) && event.counts.contains(start))
                    .count();
            if (count > 0) {
                due.add(new Closing(at, key, start, end, count));
            }
        }
    }

    private static boolean starts(long start, Window.Span span) {
        return Math.floorMod(start - span.offset().toMillis(), span.every().toMillis()) == 0;
    }

    private void assign(Event event, Window.Span span) {
        for (long start = event.time - span.size().toMillis() + 1; start <= event.time; start++) {
            if (starts(start, span) && open(start, span)) {
                event.counts.add(start);
            }
        }
    }

    private boolean open(long start, Window.Span span) {
        return watermark < start + span.size().toMillis() + span.grace().toMillis();
    }

    private List<Set<Event>> near(String key, long time, long gap) {
        return sessions.stream()
                .filter(each -> key(each).equals(key))
                .filter(each -> each.stream().anyMatch(other -> Math.abs(other.time - time) < gap)
                        || (earliest(each) < time && time < latest(each)))
                .toList();
    }

    private void join(Event event, Window.Session session) {
        long gap = session.gap().toMillis();
        List<Set<Event>> near = near(event.key, event.time, gap);
        Set<Event> joined = new HashSet<>(Set.of(event));
        near.forEach(joined::addAll);
        sessions.removeAll(near);
        sessions.add(joined);
    }

    private static String key(Set<Event> session) {
        return session.iterator().next().key;
    }

    private static long earliest(Set<Event> session) {
        return session.stream().mapToLong(Event::time).min().orElseThrow();
    }

    private static long latest(Set<Event> session) {
        return session.stream().mapToLong(Event::time).max().orElseThrow();
    }
}
