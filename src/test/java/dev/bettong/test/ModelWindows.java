package dev.bettong.test;

import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** The windows of a key in a step, by their rules: keeps every event, and looks at every window that there could be. */
final class ModelWindows {

    private final Window window;
    private final List<Event> events = new ArrayList<>(); // of windows of time and counts
    private final List<List<Event>> sessions = new ArrayList<>();

    ModelWindows(Window window) {
        this.window = window;
    }

    /** @param open starts of the windows that have it and are open */
    private record Event(long time, long value, Set<Long> open) {}

    /** What a window makes. */
    record Result(long start, long end, long time, long count, long sum) {}

    /**
     * Adds an event.
     *
     * @param results takes those that it makes at once
     * @return whether it is late and counts nowhere
     */
    boolean add(long watermark, long time, long value, List<Result> results) {
        if (window instanceof Window.Count count) {
            events.add(new Event(time, value, Set.of()));
            if (events.size() == count.events()) {
                results.add(result(0, latest(events) + 1, events));
                events.clear();
            }
            return false;
        }
        if (!late(watermark, time)) {
            put(watermark, time, value);
            return false;
        }
        OptionalLong oldest = oldest();
        switch (window.late()) {
            case PLACE_IN_OLDEST_WINDOW -> {
                if (oldest.isPresent()) {
                    put(watermark, oldest.getAsLong(), value);
                    return false;
                }
            }
            case FIRE_PER_MESSAGE -> {
                long start = window instanceof Window.Span span
                        ? starts(time, span).max(Comparator.naturalOrder()).orElseThrow()
                        : time;
                results.add(new Result(start, start + length(), time, 1, value));
            }
            case DROP, DEAD_LETTER -> {}
        }
        return window.late() == LatePolicy.DEAD_LETTER || window.late() == LatePolicy.PLACE_IN_OLDEST_WINDOW;
    }

    private long length() {
        return window instanceof Window.Span span
                ? span.size().toMillis()
                : ((Window.Session) window).gap().toMillis();
    }

    private long closes(long end) {
        return end + window.grace().toMillis();
    }

    private boolean late(long watermark, long time) {
        return window instanceof Window.Span span
                ? starts(time, span).noneMatch(start -> watermark < closes(start + length()))
                : watermark >= closes(time + length()) && near(time).isEmpty();
    }

    private void put(long watermark, long time, long value) {
        if (window instanceof Window.Span span) {
            Set<Long> open = new HashSet<>(starts(time, span)
                    .filter(start -> watermark < closes(start + length()))
                    .toList());
            events.add(new Event(time, value, open));
            return;
        }
        List<List<Event>> near = near(time);
        List<Event> joined = new ArrayList<>(List.of(new Event(time, value, Set.of())));
        near.forEach(joined::addAll);
        sessions.removeAll(near);
        sessions.add(joined);
    }

    private static Stream<Long> starts(long time, Window.Span span) {
        List<Long> starts = new ArrayList<>();
        for (long start = time - span.size().toMillis() + 1; start <= time; start++) {
            if (Math.floorMod(
                            SimulatedRun.BEGIN.toEpochMilli() + start,
                            span.every().toMillis())
                    == 0) {
                starts.add(start);
            }
        }
        return starts.stream();
    }

    private List<List<Event>> near(long time) {
        return sessions.stream()
                .filter(session -> session.stream().anyMatch(event -> Math.abs(event.time - time) < length())
                        || (earliest(session) < time && time < latest(session)))
                .toList();
    }

    private OptionalLong oldest() {
        return Stream.concat(
                        events.stream().filter(event -> !event.open.isEmpty()),
                        sessions.stream().flatMap(List::stream))
                .mapToLong(Event::time)
                .min();
    }

    /** When the first window closes; the maximum if none is open. */
    long next() {
        return Stream.concat(
                        events.stream().flatMap(event -> event.open.stream()).map(start -> start + length()),
                        sessions.stream().map(session -> latest(session) + length()))
                .mapToLong(this::closes)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Closes the first window. */
    Result close() {
        long at = next();
        for (List<Event> session : sessions) {
            if (closes(latest(session) + length()) == at) {
                sessions.remove(session);
                return result(earliest(session), latest(session) + length(), session);
            }
        }
        long start = at - window.grace().toMillis() - length();
        List<Event> counted =
                events.stream().filter(event -> event.open.remove(start)).toList();
        events.removeIf(event -> event.open.isEmpty());
        return result(start, start + length(), counted);
    }

    private static Result result(long start, long end, List<Event> of) {
        return new Result(
                start,
                end,
                end - 1,
                of.size(),
                of.stream().mapToLong(Event::value).sum());
    }

    private static long earliest(List<Event> some) {
        return some.stream().mapToLong(Event::time).min().orElseThrow();
    }

    private static long latest(List<Event> some) {
        return some.stream().mapToLong(Event::time).max().orElseThrow();
    }
}
