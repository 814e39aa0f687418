package dev.bettong.time;

import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Windows over events that bring their time with them, the events in the order of their arrival, and what comes out, in
 * order. Lengths and times are milliseconds. For every way to run a pipeline.
 *
 * <p>{@code t10} is a tumbling window, {@code s10/4} a sliding one, {@code g10} a session; {@code 2:a@5} an event of key a on
 * stream 2, and without a number on stream 1. Results are {@code a [0,10)=count}, and late events that are kept {@code late a@3}.
 */
public final class TimeVectors {

    private static final Pattern WINDOW = Pattern.compile("([tsg])(\\d+)(?:/(\\d+))?");
    private static final Pattern OPTION = Pattern.compile("(ooo|grace|offset|empty|late)=(-?[\\w-]+)");
    private static final Pattern EVENT = Pattern.compile("(?:(\\d+):)?(?:([a-z])@(-?\\d+)|(idle|closed))");

    private static final String TABLE = """
            t10                   | a@-1 a@0 a@10                      | a [-10,0)=1, a [0,10)=1
            t10                   | a@-10 b@10                         | a [-10,0)=1
            t10                   | a@9 a@10                           | a [0,10)=1
            t10 offset=3          | a@2 a@3 a@13                       | a [-7,3)=1, a [3,13)=1
            t10 offset=-3         | a@-4 a@-3 a@7                      | a [-13,-3)=1, a [-3,7)=1
            t7                    | a@-8 a@-7 a@-1 b@1000              | a [-14,-7)=1, a [-7,0)=2
            s10/4                 | a@0 b@1000                         | a [-8,2)=1, a [-4,6)=1, a [0,10)=1
            s10/4                 | a@3 b@1000                         | a [-4,6)=1, a [0,10)=1
            s10/4                 | a@9 b@1000                         | a [0,10)=1, a [4,14)=1, a [8,18)=1
            s10/5                 | a@1 b@10 a@9 b@15                  | a [-5,5)=1, a [0,10)=1, a [5,15)=1, b [5,15)=1
            s10/5 grace=2         | a@4 b@11 a@3 b@12 a@3              | a [-5,5)=1, a [0,10)=2, late a@3
            t10                   | a@5 b@10 a@9                       | a [0,10)=1, late a@9
            t10 ooo=5             | a@3 a@15 a@10                      | a [0,10)=1
            t10                   | a@5 a@3 b@10                       | a [0,10)=2
            t10 ooo=5             | b@14 a@9 b@15                      | a [0,10)=1
            t10 grace=3           | a@5 b@12 a@9 b@13 a@9              | a [0,10)=2, late a@9
            t10                   | a@5 a@1000000                      | a [0,10)=1
            t10 empty=3600000     | a@5 a@35                           | a [0,10)=1, a [10,20)=0, a [20,30)=0
            t10 empty=30          | a@5 b@95                           | a [0,10)=1, a [10,20)=0, a [20,30)=0, a [30,40)=0
            s10/5                 | b@7 a@3 c@40                       | a [0,10)=1, b [0,10)=1, b [5,15)=1
            t10 late=place-in-oldest-window | a@5 a@12 a@3 b@20        | a [0,10)=1, a [10,20)=2
            t10 late=place-in-oldest-window | a@5 b@12 a@3             | a [0,10)=1, late a@3
            t10 late=fire-per-message | a@5 a@12 a@3 b@20              | a [0,10)=1, a [0,10)=1, a [10,20)=1
            s10/5 late=fire-per-message | a@5 a@12 b@21 a@3            | a [0,10)=1, a [5,15)=2, a [10,20)=1, a [0,10)=1
            t10 late=drop         | a@5 a@12 a@3 b@20                  | a [0,10)=1, a [10,20)=1
            g10                   | a@0 a@9 b@19                       | a [0,19)=2
            g10                   | a@0 a@10 b@30                      | a [0,10)=1, a [10,20)=1
            g10 ooo=20            | a@0 a@18 a@9 b@60                  | a [0,28)=3
            g10 ooo=30            | a@0 a@20 a@10 b@90                 | a [0,10)=1, a [10,20)=1, a [20,30)=1
            g10                   | a@0 a@9 b@15 a@4 b@19              | a [0,19)=3
            g10                   | a@20 a@11 b@40                     | a [11,30)=2
            g10                   | a@20 a@10                          | late a@10
            g10                   | a@20 a@5 b@30                      | late a@5, a [20,30)=1
            g10 late=fire-per-message | a@20 a@5 b@30                  | a [5,15)=1, a [20,30)=1
            g10 late=place-in-oldest-window | a@20 a@5 b@30            | a [20,30)=2
            t10                   | 1:a@5 1:a@25                       | a [0,10)=1
            t10                   | 1:a@5 2:a@4 1:a@25 2:idle 2:a@7    | a [0,10)=2, late a@7
            t10                   | 1:a@30 1:idle                      |
            t10                   | 1:a@5 2:a@25 2:idle 1:idle         | a [0,10)=1
            t10                   | 1:a@5 2:a@25 2:idle 1:closed       | a [0,10)=1
            t10                   | 1:a@5 2:a@25 2:closed 1:closed     |
            t10                   | 1:a@5 2:a@6 2:a@30 1:closed        | a [0,10)=2
            t10                   | 1:a@25 2:a@3 2:a@28 1:a@35 2:b@31  | late a@3, a [20,30)=2
            t10                   | 1:a@5 2:a@6 1:closed 2:closed      |
            t10                   | 1:a@5 1:closed 2:a@3 2:b@10        | a [0,10)=2
            """;

    private TimeVectors() {}

    /**
     * A case.
     *
     * @param expected what comes out
     */
    public record Vector(Window window, Duration outOfOrder, List<Action> actions, List<String> expected, String text) {

        @Override
        public String toString() {
            return text;
        }
    }

    /** What happens on a stream. */
    public sealed interface Action {

        /** Number of the stream. */
        int stream();
    }

    /** An event comes. */
    public record Event(int stream, String key, long time) implements Action {

        /** As the decoder of a test takes it. */
        @Override
        public String toString() {
            return key + "@" + time;
        }
    }

    /** Nothing comes for too long. */
    public record Idle(int stream) implements Action {}

    /** The stream ends. */
    public record Closed(int stream) implements Action {}

    /** All cases. */
    public static List<Vector> all() {
        return TABLE.lines().map(TimeVectors::vector).toList();
    }

    private static Vector vector(String line) {
        String[] columns = line.split("\\|", -1);
        List<String> expected = List.of(columns[2].strip().split(", ")).stream()
                .filter(each -> !each.isEmpty())
                .toList();
        return new Vector(
                window(columns[0]),
                Duration.ofMillis(option(columns[0], "ooo")),
                actions(columns[1]),
                expected,
                line.strip());
    }

    private static List<Action> actions(String text) {
        List<Action> actions = new ArrayList<>();
        Matcher event = EVENT.matcher(text);
        while (event.find()) {
            int stream = event.group(1) == null ? 1 : Integer.parseInt(event.group(1));
            if (event.group(2) != null) {
                actions.add(new Event(stream, event.group(2), Long.parseLong(event.group(3))));
            } else {
                actions.add(event.group(4).equals("idle") ? new Idle(stream) : new Closed(stream));
            }
        }
        return actions;
    }

    private static Window window(String text) {
        Matcher kind = WINDOW.matcher(text);
        if (!kind.lookingAt()) {
            throw new IllegalArgumentException(text);
        }
        Duration size = Duration.ofMillis(Long.parseLong(kind.group(2)));
        Duration grace = Duration.ofMillis(option(text, "grace"));
        return switch (kind.group(1)) {
            case "g" -> Window.session(size).grace(grace).late(late(text));
            default ->
                (kind.group(3) == null
                                ? Window.tumbling(size)
                                : Window.sliding(size, Duration.ofMillis(Long.parseLong(kind.group(3)))))
                        .offset(Duration.ofMillis(option(text, "offset")))
                        .grace(grace)
                        .withEmpty(Duration.ofMillis(option(text, "empty")))
                        .late(late(text));
        };
    }

    private static LatePolicy late(String text) {
        String name = value(text, "late");
        return name == null
                ? LatePolicy.DEAD_LETTER
                : LatePolicy.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static long option(String text, String name) {
        String value = value(text, name);
        return value == null ? 0 : Long.parseLong(value);
    }

    private static @Nullable String value(String text, String name) {
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            if (option.group(1).equals(name)) {
                return option.group(2);
            }
        }
        return null;
    }
}
