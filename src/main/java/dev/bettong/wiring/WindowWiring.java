package dev.bettong.wiring;

import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Window;
import dev.bettong.problem.Problems;
import dev.bettong.properties.WindowProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the windows that the configuration describes. */
final class WindowWiring {

    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "tumbling", Set.of("offset", "grace", "late", "with-empty"),
            "sliding", Set.of("every", "offset", "grace", "late", "with-empty"),
            "days", Set.of("grace", "late"),
            "session", Set.of("grace", "late"),
            "count", Set.of("or-after"));

    private static final String KINDS = "tumbling, sliding, days, session, count";

    private final Problems problems;

    WindowWiring(Problems problems) {
        this.problems = problems;
    }

    /** The window, or one that takes its place after a problem. */
    Window wire(WindowProperties window, String place) {
        String at = place + ", window";
        List<String> kinds = window.kinds();
        if (kinds.size() != 1) {
            problems.add(
                    at,
                    kinds.isEmpty()
                            ? "It does not say which window."
                            : "It says more than one window: %s.".formatted(String.join(", ", kinds)),
                    "Write exactly one of %s.".formatted(KINDS));
            return Window.count(1);
        }
        String kind = kinds.getFirst();
        for (String option : window.options()) {
            if (!Objects.requireNonNull(OPTIONS.get(kind)).contains(option)) {
                problems.add(at, "'%s' does not belong to '%s'.".formatted(option, kind), "Remove it.");
            }
        }
        return window(window, at);
    }

    private Window window(WindowProperties window, String at) {
        Duration grace = or(window.grace());
        if (window.tumbling() != null) {
            return span(Window.tumbling(window.tumbling()), window);
        }
        if (window.sliding() != null) {
            if (window.every() == null) {
                problems.add(at, "It does not say how often a window begins.", "Add 'every'.");
                return Window.count(1);
            }
            return span(Window.sliding(window.sliding(), window.every()), window);
        }
        if (window.days() != null) {
            return Window.days(window.days()).grace(grace).late(or(window.late()));
        }
        if (window.session() != null) {
            return Window.session(window.session()).grace(grace).late(or(window.late()));
        }
        return Window.count(Objects.requireNonNull(window.count())).orAfter(or(window.orAfter()));
    }

    private static Window span(Window.Span span, WindowProperties window) {
        return span.offset(or(window.offset()))
                .grace(or(window.grace()))
                .withEmpty(or(window.withEmpty()))
                .late(or(window.late()));
    }

    private static LatePolicy or(@Nullable LatePolicy policy) {
        return Objects.requireNonNullElse(policy, LatePolicy.DEAD_LETTER);
    }

    private static Duration or(@Nullable Duration duration) {
        return Objects.requireNonNullElse(duration, Duration.ZERO);
    }
}
