package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailureReason;
import dev.bettong.time.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Windows over events that bring their time with them, in the chain of a worker that is alone. */
class EventTimeTest {

    private static final Duration TEN = Duration.ofMillis(10);

    /** An event of any kind of pipeline, decoded from "a@5 text". */
    private record Said(String key, long time, String text) {

        static Said parse(byte[] payload) {
            String[] parts = new String(payload, UTF_8).split("[@ ]", 3);
            return new Said(parts[0], Long.parseLong(parts[1]), parts.length < 3 ? "" : parts[2]);
        }

        Instant at() {
            if (text.equals("timeless")) {
                throw new IllegalStateException("meant to fail");
            }
            return text.equals("beyond") ? Instant.MAX : Instant.ofEpochMilli(time);
        }
    }

    private final LocalContext context = new LocalContext(1);

    private static Pipeline.Keyed<String, Said> said() {
        return Pipeline.named("local")
                .from(Source.tcp("in", Decoder.lines(Said::parse)).eventTime(EventTime.of(Said::at)))
                .partition(Said::key);
    }

    private OperatorChain chain(Pipeline.Stage<String> stage) {
        return OperatorChain.compile(stage.to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))), 4, context);
    }

    private void say(OperatorChain chain, String... events) {
        for (String event : events) {
            EventTimes times = Objects.requireNonNull(chain.times());
            times.begin(false);
            context.clock().arrived(0);
            times.read(new StreamId(0, 0, 1));
            chain.frame(0, event.getBytes(UTF_8));
            times.spread();
        }
    }

    private List<String> outputs() {
        return context.texts("out");
    }

    private static <T> Aggregation<T, Long, String, String> count() {
        return Aggregation.of(
                (event, count) -> count + 1,
                Long::sum,
                (window, count) -> "%s [%d,%d)=%d"
                        .formatted(
                                window.key(),
                                window.start().toEpochMilli(),
                                window.end().toEpochMilli(),
                                window.events()));
    }

    private static State<Long> counts(String name) {
        return State.named(name, Long.class, () -> 0L);
    }

    @Test
    void anEventWithoutATimeThatCanBeTrueMovesNothing() {
        OperatorChain chain = chain(said().window(Window.tumbling(TEN)).aggregate("count", counts("c"), count()));
        long tomorrow = Duration.ofDays(1).toMillis();

        say(chain, "a@5", "a@9 timeless", "a@9 beyond", "a@%d".formatted(tomorrow + 1), "a@6", "a@" + tomorrow);

        assertThat(outputs()).containsExactly("a [0,10)=2");
        assertThat(context.letters)
                .extracting(LocalContext.Letter::reason)
                .containsExactly(FailureReason.TIME, FailureReason.TIME, FailureReason.TIME);
        assertThat(context.letters.getLast().cause()).contains("PT24H0.001S ahead");
    }

    @Test
    void aResultThatComesLaterByTheGraceIsInTimeForWindowsBehind() {
        OperatorChain chain = chain(said().window(Window.tumbling(TEN).grace(Duration.ofMillis(5)))
                .aggregate("count", counts("first"), count())
                .window(Window.tumbling(TEN))
                .aggregate("count again", counts("second"), count())
                .collect()
                .window(Window.tumbling(TEN))
                .aggregate(
                        "count all",
                        counts("third"),
                        Aggregation.of(
                                (event, count) -> count + 1, Long::sum, (window, count) -> "all " + window.events())));

        say(chain, "a@5", "b@6", "b@14");
        assertThat(outputs()).isEmpty();
        say(chain, "b@15");
        assertThat(outputs()).containsExactly("all 2");
        assertThat(context.letters).isEmpty();
    }

    /** "set 5" sets a timer, and anything else leaves it. */
    private OperatorChain timers() {
        State<StringBuilder> seen = State.named("seen", StringBuilder.class, StringBuilder::new);
        return chain(said().computeState(
                        "watch",
                        seen,
                        (event, all) -> {
                            all.append(event.text()).append(';');
                            String output = "%s %s".formatted(event.key(), event.text());
                            return event.text().startsWith("set ")
                                    ? Outcome.timerAt(Instant.ofEpochMilli(
                                                    Long.parseLong(event.text().substring("set ".length()))))
                                            .changed(output)
                                    : Outcome.changed(output);
                        },
                        (all, at) -> Outcome.changed("%d after %s".formatted(at.toEpochMilli(), all))));
    }

    @Test
    void moreTimersThanATurnTakesFireBeforeTheNextAndOfAKeyBeforeItsEvents() {
        OperatorChain chain = timers();
        for (int key = 0; key < 2_500; key++) {
            say(chain, "key%d@0 set 10".formatted(key));
        }
        int before = outputs().size();
        EventTimes times = Objects.requireNonNull(chain.times());
        times.begin(false);
        times.read(new StreamId(0, 0, 1));
        chain.frame(0, "last@20".getBytes(UTF_8));
        chain.frame(0, "key2499@20 next".getBytes(UTF_8));

        assertThat(times.due()).isTrue();
        assertThat(outputs().subList(before, outputs().size()))
                .hasSize(1_003)
                .endsWith("last ", "10 after set 10;", "key2499 next");
        while (times.due()) {
            times.begin(false);
            times.spread();
        }
        assertThat(outputs().subList(before, outputs().size())).hasSize(2_502);
    }
}
