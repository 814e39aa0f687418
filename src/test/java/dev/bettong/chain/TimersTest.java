package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers of a step: events are commands for the key that they begin with. Times are milliseconds. */
class TimersTest {

    private static final Duration EXPIRY = Duration.ofHours(1);

    private static final State<StringBuilder> SEEN =
            State.named("seen", StringBuilder.class, StringBuilder::new).expireAfter(EXPIRY);

    private final LocalContext context = new LocalContext(1);
    private final OperatorChain chain = OperatorChain.compile(
            Pipeline.named("local")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .partition((String text) -> text.substring(0, 1))
                    .computeState("watch", SEEN, TimersTest::event, TimersTest::timer)
                    .to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))),
            4,
            context);

    /** "a set 5", "a clear", or anything else, which leaves the timer. */
    private static Outcome<String> event(String event, StringBuilder seen) {
        String[] words = event.split(" ", -1);
        seen.append(words[1]).append(' ');
        return switch (words[1]) {
            case "set" -> Outcome.timerAt(at(words[2])).changed(event);
            case "after" ->
                Outcome.timerAfter(Duration.ofMillis(Long.parseLong(words[2]))).changed(event);
            case "clear" -> Outcome.clearTimer().changed(event);
            case "removed" -> Outcome.removed(event);
            default -> Outcome.changed(event);
        };
    }

    private static Outcome<String> timer(StringBuilder seen, Instant at) {
        String before = seen.toString().strip();
        seen.append("fired ");
        String output = "%d after %s".formatted(at.toEpochMilli(), before);
        if (before.contains("fails")) {
            throw new IllegalArgumentException("meant to fail");
        }
        if (before.contains("after")) {
            return Outcome.timerAfter(Duration.ofMillis(10)).changed(output);
        }
        return before.endsWith("same") ? Outcome.timerAt(at).changed(output) : Outcome.changed(output);
    }

    private static Instant at(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private void event(long time, String event) {
        advance(time);
        chain.frame(0, event.getBytes(UTF_8));
    }

    private void advance(long time) {
        context.readAt(time);
        context.clock().arrived(time);
        chain.tick(time, Integer.MAX_VALUE);
    }

    private List<String> outputs() {
        return context.texts("out");
    }

    @Test
    void cannotBeSetAgainToTheTimeAtWhichItFires() {
        event(0, "a set 5");
        event(1, "a same");
        advance(5);
        assertThat(outputs()).hasSize(2);
        assertThat(context.letters).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("watch");
            assertThat(letter.reason()).isEqualTo(FailureReason.COMPUTE);
            assertThat(letter.cause()).contains("key 'a'", "1970-01-01T00:00:00.005Z", "was set to");
        });
        assertThat(chain.nextTimer()).isEqualTo(Timers.NEVER);
    }

    @Test
    void firesSoLongAfterTheEventAndAfterItself() {
        event(3, "a after 7");
        assertThat(chain.nextTimer()).isEqualTo(10);
        advance(15);
        assertThat(chain.nextTimer()).isEqualTo(20);
        assertThat(outputs()).containsExactly("a after 7", "10 after after");
    }

    @Test
    void firesInTheOrderOfTimesAndThenOfKeys() {
        event(0, "a set 7");
        event(0, "c set 5");
        event(0, "b set 5");
        event(0, "d set 6");
        event(0, "d clear");
        advance(100);
        assertThat(outputs().subList(5, 8)).containsExactly("5 after set", "5 after set", "7 after set");
    }

    @Test
    void isSpentWhenItsFunctionThrowsAndTheStateIsAsThatLeftIt() {
        event(0, "a set 5");
        event(0, "a fails");
        advance(100);
        assertThat(context.letters).hasSize(1);
        event(100, "a set 200");
        assertThat(context.letters).hasSize(1);
        advance(200);
        assertThat(context.letters).hasSize(2);
    }

    @Test
    void goesWithItsEntity() {
        event(0, "a set 5");
        event(0, "a removed");
        assertThat(chain.nextTimer()).isEqualTo(Timers.NEVER);
    }

    @Test
    void firesWithItsEntityHoweverLate() {
        event(0, "a set 10");
        event(0, "b set 10");
        event(0, "b clear");
        advance(EXPIRY.toMillis() * 10);
        event(EXPIRY.toMillis() * 10, "b set 0");
        advance(EXPIRY.toMillis() * 10);
        assertThat(outputs().subList(3, outputs().size())).containsExactly("10 after set", "b set 0", "0 after set");
        event(EXPIRY.toMillis() * 20, "a set 0");
        advance(EXPIRY.toMillis() * 20);
        assertThat(outputs()).last().isEqualTo("0 after set");
    }

    @Test
    void isRefusedInAStepThatHasNoFunctionForIt() {
        LocalContext other = new LocalContext(1);
        OperatorChain without = OperatorChain.compile(
                Pipeline.named("local")
                        .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                        .partition((String text) -> text)
                        .computeState("watch", SEEN, TimersTest::event)
                        .to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))),
                4,
                other);
        without.frame(0, "a set 5".getBytes(UTF_8));
        without.frame(0, "a clear".getBytes(UTF_8));
        assertThat(other.texts("out")).containsExactly("a clear");
        assertThat(other.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("no function for the timer"));
    }
}
