package dev.bettong.window;

import dev.bettong.pipeline.LatePolicy;
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
import java.util.stream.Stream;

/**
 * What windows have to give, from their rules alone: every event is kept, and every window that there could be is looked at
 * whenever time advances. Shares nothing with what it checks.
 */
public final class WindowModel {

    private static final long NONE = Long.MIN_VALUE;
    private static final long RANGE = 400; // no time is beyond it, whatever its sign
    private static final Comparator<Closing> ORDER =
            Comparator.comparingLong(Closing::at).thenComparing(Closing::key).thenComparingLong(Closing::start);

    private final Window window;
    private final long outOfOrder;
    private final boolean ownTime; // whether the events bring their time with them
    private final List<Event> events = new ArrayList<>();
    private final List<Set<Event>> sessions = new ArrayList<>();
    private final Map<Long, Long> latest = new HashMap<>(); // by stream
    private final Set<Long> counting = new HashSet<>();
    private long watermark = -1_000_000;

    public final List<String> results = new ArrayList<>();

    /** @param ownTime whether the events bring their time with them, and are late if all of their windows are closed */
    public WindowModel(Window window, long outOfOrder, boolean ownTime) {
        this.window = window;
        this.outOfOrder = outOfOrder;
        this.ownTime = ownTime;
    }

    /** An event, and the windows in which it counts by their starts. */
    private record Event(int number, String key, long time, Set<Long> counts) {}

    private record Closing(long at, String key, long start, long end, int events) {}

    public void event(long stream, String key, long time) {
        counting.add(stream);
        latest.merge(stream, time, Math::max);
        advance();
        boolean late = late(key, time);
        if (late && ownTime && !placed(key, time)) {
            return;
        }
        Event event = new Event(events.size(), key, late && !ownTime ? watermark : time, new HashSet<>());
        if (late && ownTime) {
            event = new Event(events.size(), key, oldest(key), new HashSet<>());
        }
        events.add(event);
        switch (window) {
            case Window.Span span -> assign(event, span);
            case Window.Session session -> join(event, session);
            default -> throw new IllegalArgumentException(window.toString());
        }
    }

    /** What becomes of an event that is late; returns whether it counts in a window all the same. */
    private boolean placed(String key, long time) {
        LatePolicy policy = window.late();
        boolean placed = policy == LatePolicy.PLACE_IN_OLDEST_WINDOW && oldest(key) != NONE;
        if (policy == LatePolicy.FIRE_PER_MESSAGE) {
            long start = window instanceof Window.Span span ? lastStart(time, span) : time;
            results.add("%s [%d,%d)=1".formatted(key, start, start + length()));
        } else if (policy != LatePolicy.DROP && !placed) {
            results.add("late %s@%d".formatted(key, time));
        }
        return placed;
    }

    private static long lastStart(long time, Window.Span span) {
        long start = time;
        while (!starts(start, span)) {
            start--;
        }
        return start;
    }

    private long length() {
        return window instanceof Window.Span span
                ? span.size().toMillis()
                : ((Window.Session) window).gap().toMillis();
    }

    /** The earliest time of an event of a key that counts in a window that is open, or {@link #NONE}. */
    private long oldest(String key) {
        Stream<Event> open = switch (window) {
            case Window.Span span ->
                events.stream().filter(event -> event.counts.stream().anyMatch(start -> open(start, span)));
            default -> sessions.stream().flatMap(Set::stream);
        };
        return open.filter(event -> event.key.equals(key))
                .mapToLong(Event::time)
                .min()
                .orElse(NONE);
    }

    /**
     * Whether one of the windows that contain a time is closed, or all if the events bring their time with them, or a session
     * would be alone and closed.
     */
    private boolean late(String key, long time) {
        return switch (window) {
            case Window.Span span -> {
                List<Long> starts = LongStream.rangeClosed(time - span.size().toMillis() + 1, time)
                        .filter(start -> starts(start, span))
                        .boxed()
                        .toList();
                yield ownTime
                        ? starts.stream().noneMatch(start -> open(start, span))
                        : starts.stream().anyMatch(start -> !open(start, span));
            }
            case Window.Session session ->
                watermark >= time + session.gap().toMillis() + session.grace().toMillis()
                        && near(key, time, session.gap().toMillis()).isEmpty();
            default -> throw new IllegalArgumentException(window.toString());
        };
    }

    public void idle(long stream) {
        counting.remove(stream);
        advance();
    }

    public void closed(long stream) {
        counting.remove(stream);
        latest.remove(stream);
        advance();
    }

    public void end() {
        to(1_000_000);
    }

    private void advance() {
        if (counting.isEmpty()) { // the furthest of those that are idle
            latest.values().stream()
                    .mapToLong(time -> time - outOfOrder)
                    .max()
                    .ifPresent(furthest -> to(Math.max(watermark, furthest)));
        } else {
            to(Math.max(
                    watermark,
                    counting.stream()
                            .mapToLong(stream -> Objects.requireNonNull(latest.get(stream)) - outOfOrder)
                            .min()
                            .orElseThrow()));
        }
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
