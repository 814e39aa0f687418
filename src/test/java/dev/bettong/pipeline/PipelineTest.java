package dev.bettong.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Pipeline.Keyed;
import dev.bettong.pipeline.Pipeline.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

        Step from = new Step.From(LINES);
        Step trim = new Step.Compute(from, "trim", TRIM);
        Step split = new Step.ComputeMulti(trim, "split", SPLIT);
        Step first = new Step.Partition(split, "partition 1", BY_LENGTH);
        Step append = new Step.ComputeState(first, "append", TEXT, APPEND);
        Step second = new Step.FixedPartition(append, "partition 2", BY_LENGTH, List.of(1, 2, 3));
        Step repeat = new Step.ComputeStateMulti(second, "repeat", TEXT, REPEAT);
        Step third = new Step.Collect(repeat, "partition 3");
        Step again = new Step.Compute(third, "trim again", TRIM);
        assertThat(pipeline.name()).isEqualTo("words");
        assertThat(pipeline.sources()).containsExactly(LINES);
        assertThat(pipeline.steps()).containsExactly(trim, split, first, append, second, repeat, third, again);
        assertThat(pipeline.partitionings()).map(Step.class::cast).containsExactly(first, second, third);
        assertThat(pipeline.deliveries()).containsExactly(new Pipeline.Delivery(again, FIRST));
        assertThat(pipeline.states()).isEqualTo(List.of(TEXT));
        assertThat(pipeline.onFailure()).isEqualTo(FailurePolicy.DEAD_LETTER);
        assertThat(repeat.partitioning()).isEqualTo(second);
        assertThat(trim.partitioning()).isNull();
    }

    @Test
    void sendsCopiesDownSideFlows() {
        Pipeline pipeline = Pipeline.named("words")
                .from(LINES)
                .compute("trim", TRIM)
                .also(all -> all.partition(BY_LENGTH).to(SECOND))
                .also(all -> all.done())
                .partition(BY_LENGTH)
                .computeState("append", TEXT, APPEND)
                .to(FIRST);

        assertThat(pipeline.steps())
                .extracting(Step::name)
                .containsExactly("trim", "partition 1 of copy 1", "partition 1", "append");
        assertThat(pipeline.deliveries())
                .extracting(delivery ->
                        delivery.from().name() + ">" + delivery.sink().name())
                .containsExactly("partition 1 of copy 1>second", "append>first");
        assertThat(pipeline.steps().get(1).before().getFirst())
                .isSameAs(pipeline.steps().get(2).before().getFirst());
    }

    @Test
    void bringsFlowsOfSeveralSourcesTogether() {
        Source<String> more = Source.tcp("more", Decoder.lines(bytes -> new String(bytes, UTF_8)));
        Pipeline.Stage<String> trimmed =
                Pipeline.named("words").from(more).compute("trim more", TRIM).also(all -> all.to(SECOND));

        Pipeline pipeline = Pipeline.named("words")
                .from(LINES)
                .partition(BY_LENGTH)
                .merge(trimmed)
                .partition(BY_LENGTH)
                .computeState("append", TEXT, APPEND)
                .to(FIRST);

        assertThat(pipeline.sources()).containsExactly(LINES, more);
        assertThat(pipeline.steps())
                .extracting(Step::name)
                .containsExactly("trim more", "partition 1", "merge", "partition 2", "append");
        assertThat(pipeline.deliveries())
                .extracting(delivery ->
                        delivery.from().name() + ">" + delivery.sink().name())
                .containsExactly("trim more>second", "append>first");
        Step merge = pipeline.steps().get(2);
        assertThat(merge.before()).extracting(Step::name).containsExactly("partition 1", "trim more");
        assertThat(merge.partitioning()).as("keys end at a merge").isNull();
    }

    @Test
    void reachesAStepOnceHoweverManyFlowsMergeIntoIt() {
        Pipeline.Stage<String> begun = Pipeline.named("words").from(LINES).also(all -> all.to(SECOND));

        Pipeline pipeline = begun.compute("trim", TRIM)
                .merge(begun.compute("trim again", TRIM))
                .to(FIRST);

        assertThat(pipeline.sources()).hasSize(1);
        assertThat(pipeline.steps()).extracting(Step::name).containsExactly("trim", "trim again", "merge");
        assertThat(pipeline.deliveries()).hasSize(2);
    }

    @Test
    void doesNotMergeAFlowOfAnotherPipeline() {
        Pipeline.Stage<String> other = Pipeline.named("others").from(LINES);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pipeline.named("words").from(LINES).merge(other))
                .withMessage("Pipeline 'words' cannot take in a flow of pipeline 'others':"
                        + " begin it with Pipeline.named(\"words\")");
    }

    @Test
    void handsTheKeyToAComputationThatAsksForIt() throws Exception {
        Pipeline pipeline = Pipeline.named("words")
                .from(LINES)
                .partition(BY_LENGTH)
                .computeState("append", TEXT, (length, word, text) -> Outcome.changed(length + " " + word + text))
                .to(FIRST);

        Step.ComputeState step = (Step.ComputeState) pipeline.steps().getLast();
        @SuppressWarnings("unchecked")
        var function = (KeyedStateComputation<Integer, String, StringBuilder, String>) step.function();
        assertThat(function.compute(3, "abc", new StringBuilder("d"))).isEqualTo(Outcome.changed("3 abcd"));
    }

    @Test
    void sendsEveryEventDownOneBranch() {
        Pipeline pipeline = Pipeline.named("words")
                .from(LINES)
                .when(
                        "long",
                        word -> word.length() > 5,
                        large -> large.partition(BY_LENGTH).to(FIRST))
                .when(
                        "short",
                        word -> word.length() < 2,
                        small -> small.compute("trim", TRIM).done())
                .otherwise(rest -> rest.partition("by length", BY_LENGTH).to(SECOND));

        assertThat(pipeline.steps())
                .extracting(Step::name)
                .containsExactly("long", "partition 1 of long", "long", "short", "trim", "short", "by length");
        assertThat(pipeline.sinks()).containsExactly(FIRST, SECOND);
    }

    @Test
    void refusesAFlowThatEndsSomethingElse() {
        Stage<String> stage = Pipeline.named("words").from(LINES).compute("trim", TRIM);
        Pipeline other = Pipeline.named("others").from(LINES).done();

        assertThatThrownBy(() -> stage.also(all -> other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("In pipeline 'words', the flow behind 'trim' must end what it was given, and return that");
        assertThatThrownBy(() -> stage.when(String.class, all -> other)).hasMessageContaining("behind 'String'");
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
        List<Step> steps = Pipeline.named("words")
                .from(LINES)
                .compute("trim", TRIM)
                .partition(BY_LENGTH)
                .computeState("append", TEXT, APPEND)
                .partition("by length", BY_LENGTH, List.of(1))
                .collect()
                .done()
                .steps();

        assertThat(steps)
                .extracting(Step::name)
                .containsExactly("trim", "partition 1", "append", "by length", "partition 3");
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

        assertThat(failing.onFailure()).isEqualTo(FailurePolicy.FAIL);
        assertThat(failing.name()).isEqualTo(lenient.name());
        assertThat(failing.from()).isEqualTo(lenient.from());
        assertThat(failing.steps()).isEqualTo(lenient.steps());
        assertThat(failing.deliveries()).isEqualTo(lenient.deliveries());
        assertThat(lenient.onFailure()).isEqualTo(FailurePolicy.DEAD_LETTER);
    }

    @Test
    void doesNotFollowListsThatItWasMadeOf() {
        List<Integer> keys = new ArrayList<>(List.of(1, 2));
        Pipeline pipeline =
                Pipeline.named("words").from(LINES).partition(BY_LENGTH, keys).to(FIRST);

        keys.add(3);

        assertThat(pipeline.steps())
                .containsExactly(
                        new Step.FixedPartition(new Step.From(LINES), "partition 1", BY_LENGTH, List.of(1, 2)));
    }

    @Test
    void canNotBeChanged() {
        Pipeline pipeline = Pipeline.named("words").from(LINES).to(FIRST);

        assertThatThrownBy(() -> pipeline.steps().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.sinks().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void keepsTheDeclaredTypeOfThePartitioning() {
        Pipeline pipeline = Pipeline.named("p")
                .from(LINES)
                .partition(BY_LENGTH)
                .carrying(String.class)
                .compute("letters", word -> List.of(word.split("")))
                .partition("by size", List::size, List.of(1, 2))
                .carrying(new TypeRef<List<String>>() {})
                .collect("all")
                .carrying(new TypeRef<List<String>>() {})
                .collect("again")
                .done();

        assertThat(pipeline.partitionings().stream().map(Step.Partitioning::eventType))
                .extracting(String::valueOf)
                .containsExactly(
                        "class java.lang.String",
                        "java.util.List<java.lang.String>",
                        "java.util.List<java.lang.String>",
                        "null");
        assertThat(pipeline.partitionings().stream().map(Step::name))
                .containsExactly("partition 1", "by size", "all", "again");
    }

    @Test
    @SuppressWarnings("rawtypes") // as authors may write it
    void refusesAReferenceToNoType() {
        assertThatThrownBy(() -> new TypeRef() {})
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("new TypeRef<List<Visit>>() {}");
    }

    @Test
    void isEqualToItselfOnlyHoweverManyWaysLeadThroughIt() {
        Pipeline.Stage<String> stage = Pipeline.named("words").from(LINES);
        for (int i = 0; i < 100; i++) { // 2^100 ways from the source to the end
            stage = stage.compute("left " + i, TRIM).merge(stage.compute("right " + i, TRIM));
        }
        Pipeline pipeline = stage.to(FIRST);
        Pipeline again = stage.to(FIRST);

        assertThat(Set.of(pipeline, again)).contains(pipeline, again);
        assertThat(pipeline).isNotEqualTo(again);
    }
}
