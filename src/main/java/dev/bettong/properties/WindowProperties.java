package dev.bettong.properties;

import dev.bettong.pipeline.LatePolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a key are aggregated together, with exactly one kind of window:
 * {@code bettong.pipelines.<key>.steps[n].window}.
 *
 * @param tumbling Length of windows of which each begins where the one before ends.
 * @param sliding Length of windows that overlap; with 'every'.
 * @param every Time from the start of a sliding window to that of the next.
 * @param days Time zone whose calendar days are the windows, such as Europe/Berlin.
 * @param session Distance to the next event at which a session ends.
 * @param count Number of events in a window.
 * @param offset Where tumbling and sliding windows start, from 1970-01-01T00:00Z.
 * @param grace Time for which a window stays open after its end, for events that come later.
 * @param late What becomes of events whose windows are all closed, where the events of the pipeline have a time of their own.
 * @param withEmpty Time from the last event of a key until which tumbling and sliding windows without events have results, too.
 * @param orAfter Time without events after which fewer events than 'count' make a result.
 */
public record WindowProperties(
        @Nullable Duration tumbling,
        @Nullable Duration sliding,
        @Nullable Duration every,
        @Nullable ZoneId days,
        @Nullable Duration session,
        @Nullable Integer count,
        @Nullable Duration offset,
        @Nullable Duration grace,
        @Nullable LatePolicy late,
        @Nullable Duration withEmpty,
        @Nullable Duration orAfter)
        implements BettongSection {

    /** The names of the options that are set. */
    public List<String> options() {
        List<String> options = new ArrayList<>();
        add(options, "every", every);
        add(options, "offset", offset);
        add(options, "grace", grace);
        add(options, "late", late);
        add(options, "with-empty", withEmpty);
        add(options, "or-after", orAfter);
        return options;
    }

    /** The names of the kinds that are set. */
    public List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        add(kinds, "tumbling", tumbling);
        add(kinds, "sliding", sliding);
        add(kinds, "days", days);
        add(kinds, "session", session);
        add(kinds, "count", count);
        return kinds;
    }

    private static void add(List<String> names, String name, @Nullable Object value) {
        if (value != null) {
            names.add(name);
        }
    }
}
