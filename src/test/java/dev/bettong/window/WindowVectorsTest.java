package dev.bettong.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows, events in the order of their arrival, and what comes out, in order. Lengths and times are milliseconds. */
class WindowVectorsTest {

    private static final Pattern WINDOW = Pattern.compile("([tsgc])(\\d+)(?:/(\\d+))?");
    private static final Pattern OPTION = Pattern.compile("(ooo|grace|offset|empty|or-after|late)=?(-?[\\w-]+)");
    private static final Pattern EVENT = Pattern.compile("(?:(\\d+):)?(?:([a-z])@(-?\\d+)|(idle|closed|end))");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            t10                   | a@-1 a@0 a@10                      | a [-10,0)=1, a [0,10)=1
            t10                   | a@-10 end                          | a [-10,0)=1
            t10                   | a@9 a@10                           | a [0,10)=1
            t10 offset=3          | a@2 a@3 a@13                       | a [-7,3)=1, a [3,13)=1
            t10 offset=-3         | a@-4 a@-3 a@7                      | a [-13,-3)=1, a [-3,7)=1
            t7                    | a@-8 a@-7 a@-1 end                 | a [-14,-7)=1, a [-7,0)=2
            s10/4                 | a@0 end                            | a [-8,2)=1, a [-4,6)=1, a [0,10)=1
            s10/4                 | a@3 end                            | a [-4,6)=1, a [0,10)=1
            s10/4                 | a@9 end                            | a [0,10)=1, a [4,14)=1, a [8,18)=1
            s10/5                 | a@3 b@10 a@9 b@15                  | a [-5,5)=1, a [0,10)=1, a [5,15)=1, b [5,15)=1
            s10/5 grace=2         | a@4 b@11 a@3 b@12 a@3              | a [-5,5)=1, a [0,10)=1
            t10                   | a@5 b@10 a@9                       | a [0,10)=1
            t10 ooo=5             | a@3 a@15 a@10                      | a [0,10)=1
            t10                   | a@5 a@3 b@10                       | a [0,10)=2
            t10 ooo=5             | b@14 a@9 b@15                      | a [0,10)=1
            t10 grace=3           | a@5 b@12 a@9 b@13 a@9              | a [0,10)=2
            t10                   | a@5 a@1000000                      | a [0,10)=1
            t10 empty=3600000     | a@5 a@35                           | a [0,10)=1, a [10,20)=0, a [20,30)=0
            t10 empty=30          | a@5 b@95                           | a [0,10)=1, a [10,20)=0, a [20,30)=0, a [30,40)=0
            s10/5                 | b@7 a@3 c@40                       | a [0,10)=1, b [0,10)=1, a [5,15)=1, b [5,15)=1
            g10                   | a@0 a@9 b@19                       | a [0,19)=2
            g10                   | a@0 a@10 b@30                      | a [0,10)=1, a [10,20)=1
            g10 ooo=20            | a@0 a@18 a@9 b@60                  | a [0,28)=3
            g10 ooo=30            | a@0 a@20 a@10 b@90                 | a [0,10)=1, a [10,20)=1, a [20,30)=1
            g10                   | a@0 a@9 b@15 a@4 b@19              | a [0,19)=3
            g10                   | a@20 a@11 b@40                     | a [11,30)=2
            g10                   | a@20 a@10                          |
            g10                   | a@20 a@5 b@30                      | a [20,30)=2
            t10                   | 1:a@5 1:a@25                       | a [0,10)=1
            t10                   | 1:a@5 2:a@4 1:a@25 2:idle 2:a@7    | a [0,10)=2
            t10                   | 1:a@30 1:idle                      |
            t10                   | 1:a@5 2:a@6 2:a@30 1:closed        | a [0,10)=2
            t10                   | 1:a@25 2:a@3 2:a@28 1:a@35 2:b@31  | a [20,30)=3
            c3                    | a@0 a@1 b@2 a@3                    | a [0,4)=3
            c3 or-after=5         | a@0 a@1 b@6                        | a [0,2)=2 at 6
            c3 or-after=5         | a@0 a@1 b@5 a@6 b@11               | a [0,2)=2 at 6, b [5,6)=1 at 10, a [6,7)=1 at 11
            """)
    void givesTheseResults(String window, String events, String expected) throws Exception {
        WindowDriver driver = new WindowDriver(window(window), option(window, "ooo"));
        Matcher event = EVENT.matcher(events);
        while (event.find()) {
            long stream = event.group(1) == null ? 1 : Long.parseLong(event.group(1));
            if (event.group(2) != null) {
                driver.event(stream, event.group(2), Long.parseLong(event.group(3)));
            } else {
                switch (event.group(4)) {
                    case "idle" -> driver.idle(stream);
                    case "closed" -> driver.closed(stream);
                    default -> driver.end();
                }
            }
        }

        assertThat(String.join(", ", driver.results)).isEqualTo(expected == null ? "" : expected);
    }

    private static Window window(String text) {
        Matcher kind = WINDOW.matcher(text);
        assertThat(kind.lookingAt()).as(text).isTrue();
        int first = Integer.parseInt(kind.group(2));
        Duration size = Duration.ofMillis(first);
        Duration grace = Duration.ofMillis(option(text, "grace"));
        return switch (kind.group(1)) {
            case "g" -> Window.session(size).grace(grace);
            case "c" -> Window.count(first).orAfter(Duration.ofMillis(option(text, "or-after")));
            default ->
                (kind.group(3) == null
                                ? Window.tumbling(size)
                                : Window.sliding(size, Duration.ofMillis(Long.parseLong(kind.group(3)))))
                        .offset(Duration.ofMillis(option(text, "offset")))
                        .grace(grace)
                        .withEmpty(Duration.ofMillis(option(text, "empty")));
        };
    }

    private static long option(String text, String name) {
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            if (option.group(1).equals(name)) {
                return Long.parseLong(option.group(2));
            }
        }
        return 0;
    }
}
