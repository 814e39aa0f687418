package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Aggregations that compile and cannot work. */
class WindowsCheckTest {

    private static final Window SLIDING = Window.sliding(Duration.ofSeconds(2), Duration.ofSeconds(1));
    private static final State<Long> COUNTS = State.named("counts", Long.class, () -> 0L);

    static final class Sum {

        long value;

        Sum plus(long other) {
            value += other;
            return this;
        }
    }

    static final class OfLong implements StateCodec<Long> {

        @Override
        public byte[] encode(Long entity) {
            return new byte[] {entity.byteValue()};
        }

        @Override
        public Long decode(byte[] bytes) {
            return (long) bytes[0];
        }
    }

    private static Pipeline.Keyed<String, String> keyed() {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text);
    }

    private static List<String> problems(Pipeline pipeline) {
        return Found.in(pipeline, (problems, declared) -> new WindowsCheck(problems).check(declared));
    }

    @Test
    void findNothingInOneThatCan() {
        Pipeline pipeline = keyed().window(SLIDING)
                .aggregate("x", COUNTS, Aggregation.count())
                .done();

        assertThat(problems(pipeline)).isEmpty();
    }

    @Test
    void findAMergeThatChangesWhatItIsGiven() {
        State<Sum> sums = State.named("sums", Sum.class, Sum::new);
        Pipeline pipeline = keyed().window(SLIDING)
                .aggregate(
                        "x",
                        sums,
                        Aggregation.of(
                                (text, sum) -> sum.plus(1),
                                (left, right) -> left.plus(right.value + 1),
                                (w, sum) -> sum.value))
                .done();

        assertThat(problems(pipeline))
                .singleElement()
                .asString()
                .endsWith(
                        "step 2 'x': Its aggregation changes an accumulator when it merges two. Let merge make a new one:"
                                + " the others may count in further windows.");
    }

    @Test
    void findAStateThatAnotherStepUses() {
        Pipeline pipeline = keyed().computeState("count", COUNTS, (String text, Long count) -> Outcome.changed(text))
                .window(SLIDING)
                .aggregate("x", COUNTS, Aggregation.count())
                .done();

        assertThat(problems(pipeline))
                .singleElement()
                .asString()
                .startsWith("state 'counts': It is used by ")
                .endsWith("but an aggregation has a state for itself. Give each of them a state of its own.");
    }

    @Test
    void findACodecThatIsNotTheDefault() {
        Pipeline pipeline = keyed().window(SLIDING)
                .aggregate("x", COUNTS.codec(new OfLong()), Aggregation.count())
                .done();

        assertThat(problems(pipeline))
                .singleElement()
                .asString()
                .contains("Its state 'counts' has a codec of its own, but windows are stored by the default codec.");
    }
}
