package dev.bettong.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Pipeline.Keyed;
import dev.bettong.pipeline.Pipeline.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final Source<String> LINES = Source.tcp("lines", Decoder.lines(line -> new String(line, UTF_8)));
    private static final Sink<Object> FIRST =
            Sink.tcp("first", output -> output.toString().getBytes(UTF_8));
    private static final Sink<CharSequence> SECOND = Sink.tcp("second", output -> new byte[output.length()]);
    private static final State<StringBuilder> TEXT = State.named("text", StringBuilder.class, StringBuilder::new);

    private static final Computation<String, String> TRIM = String::trim;
    private static final MultiComputation<String, String> SPLIT = line -> List.of(line, line);
    private static final PartitionFunction<String, Integer> BY_LENGTH = String::length;
    private static final StateComputation<String, StringBuilder, String> APPEND =
            (word, text) -> Outcome.changed(text.append(word).toString());
    private static final MultiStateComputation<String, StringBuilder, String> REPEAT =
            (word, text) -> Outcome.unchanged(List.of(word, text.toString()));

    @Test
    void holdsItsPartsInTheOrderInWhichTheyWereNamed() {
        Pipeline pipeline = Pipeline.named("words")
                .from(LINES)
                .compute("trim", TRIM)
                .computeMulti("split", SPLIT)
                .partition(BY_LENGTH)
                .computeState("append", TEXT, APPEND)
                .partition(BY_LENGTH, List.of(1, 2, 3))
                .computeStateMulti("repeat", TEXT, REPEAT)
                .collect()
                .compute("trim again", TRIM)
                .to(FIRST);

        assertThat(pipeline)
                .isEqualTo(new Pipeline(
                        "words",
                        LINES,
                        List.of(
                                new Step.Compute("trim", TRIM),
                                new Step.ComputeMulti("split", SPLIT),
                                new Step.Partition("partition 1", BY_LENGTH),
                                new Step.ComputeState("append", TEXT, APPEND),
                                new Step.FixedPartition("partition 2", BY_LENGTH, List.of(1, 2, 3)),
                                new Step.ComputeStateMulti("repeat", TEXT, REPEAT),
                                new Step.Collect("partition 3"),
                                new Step.Compute("trim again", TRIM)),
                        List.of(FIRST),
                        FailurePolicy.DEAD_LETTER));
    }

    @Test
    void storesStateByTheDefaultAndForEverUnlessToldOtherwise() {
        assertThat(TEXT).isEqualTo(new State<>("text", StringBuilder.class, TEXT.initial(), null, Duration.ZERO));
    }

    @Test
    void changesOnePartOfAStateAtATime() {
        StateCodec<StringBuilder> codec = new StateCodec<>() {
            @Override
            public byte[] encode(StringBuilder entity) {
                return entity.toString().getBytes(UTF_8);
            }

            @Override
            public StringBuilder decode(byte[] bytes) {
                return new StringBuilder(new String(bytes, UTF_8));
            }
        };
        Duration hour = Duration.ofHours(1);
        State<StringBuilder> both = new State<>("text", StringBuilder.class, TEXT.initial(), codec, hour);

        assertThat(TEXT.codec(codec).expireAfter(hour)).isEqualTo(both);
        assertThat(TEXT.expireAfter(hour).codec(codec)).isEqualTo(both);
        assertThat(codec.version()).isEqualTo(1);
    }

    @Test
    void numbersPartitioningsAndNothingElse() {
        List<Step> steps = List.of(
                new Step.Compute("trim", TRIM),
                new Step.Partition("partition 1", BY_LENGTH),
                new Step.ComputeState("append", TEXT, APPEND),
                new Step.FixedPartition("partition 2", BY_LENGTH, List.of(1)),
                new Step.Collect("partition 3"));

        assertThat(steps)
                .extracting(step -> Pipeline.partitionName(steps.subList(0, steps.indexOf(step))))
                .containsExactly("partition 1", "partition 1", "partition 2", "partition 2", "partition 3");
    }

    @Test
    void twoPipelinesMayGrowFromOneStage() {
        Stage<String> trimmed = Pipeline.named("words").from(LINES).compute("trim", TRIM);
        Keyed<?, String> keyed = trimmed.partition(BY_LENGTH);

        Pipeline split = trimmed.computeMulti("split", SPLIT).done();
        Pipeline appended = keyed.computeState("append", TEXT, APPEND).done();
        Pipeline repeated = keyed.computeStateMulti("repeat", TEXT, REPEAT).to(FIRST);

        assertThat(split.steps()).extracting(Step::name).containsExactly("trim", "split");
        assertThat(appended.steps()).extracting(Step::name).containsExactly("trim", "partition 1", "append");
        assertThat(repeated.steps()).extracting(Step::name).containsExactly("trim", "partition 1", "repeat");
        assertThat(trimmed.done().steps()).extracting(Step::name).containsExactly("trim");
    }

    @Test
    void endsAtSeveralSinksInTheOrderInWhichTheyWereNamed() {
        Pipeline pipeline = Pipeline.named("words").from(LINES).to(FIRST, SECOND, FIRST);

        assertThat(pipeline.sinks()).containsExactly(FIRST, SECOND, FIRST);
    }

    @Test
    void mayEndWithoutASink() {
        Pipeline pipeline = Pipeline.named("words").from(LINES).done();

        assertThat(pipeline.sinks()).isEmpty();
        assertThat(pipeline.steps()).isEmpty();
    }

    @Test
    void changesNothingButThePolicyOnFailure() {
        Pipeline lenient =
                Pipeline.named("words").from(LINES).compute("trim", TRIM).to(FIRST, SECOND);

        Pipeline failing = lenient.onFailure(FailurePolicy.FAIL);

        assertThat(failing)
                .isEqualTo(new Pipeline("words", LINES, lenient.steps(), List.of(FIRST, SECOND), FailurePolicy.FAIL));
        assertThat(lenient.onFailure()).isEqualTo(FailurePolicy.DEAD_LETTER);
        assertThat(failing.onFailure(FailurePolicy.DEAD_LETTER)).isEqualTo(lenient);
    }

    @Test
    void doesNotFollowListsThatItWasMadeOf() {
        List<Integer> keys = new ArrayList<>(List.of(1, 2));
        List<Step> steps = new ArrayList<>(List.of(new Step.FixedPartition("partition 1", BY_LENGTH, keys)));
        List<Sink<?>> sinks = new ArrayList<>(List.of(FIRST));
        Pipeline pipeline = new Pipeline("words", LINES, steps, sinks, FailurePolicy.DEAD_LETTER);

        keys.add(3);
        steps.clear();
        sinks.clear();

        assertThat(pipeline.steps()).containsExactly(new Step.FixedPartition("partition 1", BY_LENGTH, List.of(1, 2)));
        assertThat(pipeline.sinks()).containsExactly(FIRST);
    }

    @Test
    void canNotBeChanged() {
        Pipeline pipeline = Pipeline.named("words").from(LINES).to(FIRST);

        assertThatThrownBy(() -> pipeline.steps().add(new Step.Collect("late")))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.sinks().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
