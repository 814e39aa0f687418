package dev.bettong.window;

import dev.bettong.pipeline.Window;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Windows, and the interval of a join, in words like those of the configuration. */
public final class WindowText {

    private record Unit(long millis, String name) {}

    private static final List<Unit> UNITS = List.of(
            new Unit(Duration.ofDays(1).toMillis(), "d"),
            new Unit(Duration.ofHours(1).toMillis(), "h"),
            new Unit(Duration.ofMinutes(1).toMillis(), "m"),
            new Unit(Duration.ofSeconds(1).toMillis(), "s"));

    private WindowText() {}

    /** Such as {@code sliding 10m, every 1m, grace 1s}. */
    public static String of(Window window) {
        List<String> words = new ArrayList<>();
        switch (window) {
            case Window.Span span -> {
                boolean tumbling = span.size().equals(span.every());
                words.add((tumbling ? "tumbling " : "sliding ") + text(span.size()));
                add(words, "every", tumbling ? Duration.ZERO : span.every());
                add(words, "offset", span.offset());
                add(words, "grace", span.grace());
                add(words, "with-empty", span.emptyFor());
            }
            case Window.Days days -> {
                words.add("days " + days.zone());
                add(words, "grace", days.grace());
            }
            case Window.Session session -> {
                words.add("session " + text(session.gap()));
                add(words, "grace", session.grace());
            }
            case Window.Count count -> {
                words.add("count " + count.events());
                add(words, "or-after", count.orAfter());
            }
        }
        return String.join(", ", words);
    }

    /** Such as {@code before 0ms, after 10m}. */
    public static String of(Within within) {
        return "before %s, after %s".formatted(text(within.before()), text(within.after()));
    }

    private static void add(List<String> words, String name, Duration duration) {
        if (!duration.isZero()) {
            words.add(name + " " + text(duration));
        }
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        return UNITS.stream()
                .filter(unit -> millis != 0 && millis % unit.millis() == 0)
                .findFirst()
                .map(unit -> millis / unit.millis() + unit.name())
                .orElse(millis + "ms");
    }
}
