package dev.bettong.properties;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param grace Time for which a window stays open behind its end, for results of other windows.
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
        @Nullable Duration withEmpty,
        @Nullable Duration orAfter)
        implements BettongSection {

    /** The options that are set, by their names. */
    public Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        put(options, "every", every);
        put(options, "offset", offset);
        put(options, "grace", grace);
        put(options, "with-empty", withEmpty);
        put(options, "or-after", orAfter);
        return options;
    }

    /** The kinds that are set, by their names. */
    public Map<String, Object> kinds() {
        Map<String, Object> kinds = new LinkedHashMap<>();
        put(kinds, "tumbling", tumbling);
        put(kinds, "sliding", sliding);
        put(kinds, "days", days);
        put(kinds, "session", session);
        put(kinds, "count", count);
        return kinds;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
