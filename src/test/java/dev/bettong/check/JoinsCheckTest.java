package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Joins that compile and cannot work. */
class JoinsCheckTest {

    private static final Within SECOND = Within.between(Duration.ZERO, Duration.ofSeconds(1));

    private static Pipeline.Stage<String> from(String source) {
        return Pipeline.named("p").from(Source.tcp(source, Decoder.lines(bytes -> new String(bytes, UTF_8))));
    }

    private static Pipeline.Keyed<String, String> keyed(String source) {
        return from(source).partition(source + " by text", (String text) -> text);
    }

    private static Pipeline.Keyed<String, String> joined(
            Pipeline.Keyed<String, String> left, Pipeline.Keyed<String, String> right, Within within) {
        return left.join("pair", String.class, right, String.class, within, (one, other) -> one + other);
    }

    private static List<String> problems(Pipeline pipeline) {
        return Found.in(pipeline, (problems, declared) -> new JoinsCheck(problems).check(declared));
    }

    @Test
    void findNothingInOneThatCan() {
        assertThat(problems(joined(keyed("l"), keyed("r"), SECOND).done())).isEmpty();
        assertThat(problems(joined(
                                from("l").partition("a", text -> text, List.of("x", "y")),
                                from("r").partition("b", text -> text, List.of("x", "y")),
                                Within.between(Duration.ZERO, Duration.ZERO))
                        .done()))
                .isEmpty();
    }

    @Test
    void findAnIntervalThatIsNone() {
        Within none = Within.between(Duration.ofMillis(-1), Duration.ofNanos(1));

        assertThat(problems(joined(keyed("l"), keyed("r"), none).done()))
                .containsExactly(
                        "pipeline 'p' (bean 'p'), step 3 'pair': The time before of its interval is PT-0.001S. Give whole"
                                + " milliseconds, from 0 ms to 100 years.",
                        "pipeline 'p' (bean 'p'), step 3 'pair': The time after of its interval is PT0.000000001S. Give"
                                + " whole milliseconds, from 0 ms to 100 years.");
    }

    @Test
    void findSidesThatArePartitionedDifferently() {
        Pipeline lists = joined(
                        from("l").partition("a", text -> text, List.of("x", "y")),
                        from("r").partition("b", text -> text, List.of("y", "x")),
                        SECOND)
                .done();
        Pipeline kinds = joined(keyed("l"), from("r").collect("all"), SECOND).done();

        assertThat(problems(lists))
                .containsExactly(
                        "pipeline 'p' (bean 'p'), step 3 'pair': Its left side is partitioned by the keys 'x', 'y', and its"
                                + " right side by the keys 'y', 'x': their events would not meet. Partition both alike, with"
                                + " the same keys in the same order.");
        assertThat(problems(kinds))
                .singleElement()
                .asString()
                .contains("Its left side is partitioned by the hash of any key, and its right side all in one place");
    }

    @Test
    void findEventsThatCannotBeStored() {
        Pipeline.Keyed<String, Object> objects = keyed("l").compute("as object", text -> text);
        Pipeline pipeline = objects.join(
                        "pair", Object.class, keyed("r"), String.class, SECOND, (object, text) -> object + text)
                .done();

        assertThat(problems(pipeline))
                .singleElement()
                .asString()
                .startsWith("pipeline 'p' (bean 'p'), step 4 'pair': It cannot store the events that it keeps: "
                        + "'left[].event' is a java.lang.Object")
                .endsWith("Let a computation before it make records of what the join needs.");
    }

    @Test
    void findAStateWithTheNameOfTheStep() {
        State<Long> state = State.named("pair", Long.class, () -> 0L);
        Pipeline pipeline = joined(keyed("l"), keyed("r"), SECOND)
                .computeState("count", state, (String text, Long count) -> Outcome.changed(text))
                .done();

        assertThat(problems(pipeline))
                .containsExactly(
                        "pipeline 'p' (bean 'p'), step 3 'pair': It keeps its events as state 'pair', which has the name of"
                                + " the step, but so does pipeline 'p' (bean 'p'), step 4 'count'. Give the step, or the other"
                                + " state, a name of its own.");
    }

    @Test
    void findANameOfTheEngine() {
        Pipeline pipeline = keyed("l")
                .join("timers/pair", String.class, keyed("r"), String.class, SECOND, (one, other) -> one + other)
                .done();

        assertThat(problems(pipeline))
                .singleElement()
                .asString()
                .contains("It keeps its events as state 'timers/pair', whose name begins like those of the engine.");
    }
}
