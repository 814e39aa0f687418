package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.PipelineFailedException;
import java.util.AbstractList;
import java.util.AbstractSequentialList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OperatorChainTest {

    private static final FramedDecoder<String> TEXT = Decoder.lines(bytes -> new String(bytes, UTF_8));
    private static final Encoder<Object> LINE = output -> output.toString().getBytes(UTF_8);
    private static final int PARTITIONS = 8;

    private final LocalContext ports = new LocalContext(1);

    private static Pipeline.Stage<String> text() {
        return Pipeline.named("test").from(Source.tcp("in", TEXT));
    }

    private OperatorChain run(Pipeline pipeline, String... frames) {
        return run(pipeline, ports, frames);
    }

    private static OperatorChain run(Pipeline pipeline, LocalContext ports, String... frames) {
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, ports);
        for (String frame : frames) {
            chain.frame(0, frame.getBytes(UTF_8));
        }
        return chain;
    }

    private List<String> written(String sink) {
        return ports.texts(sink);
    }

    @Test
    void runsStepsInTheirOrder() {
        Pipeline pipeline = text().compute("trim", String::trim)
                .compute("shout", word -> word + "!")
                .to(Sink.tcp("out", LINE));

        run(pipeline, " a ", "b");

        assertThat(written("out")).containsExactly("a!", "b!");
    }

    @Test
    void dropsWhatIsNull() {
        Pipeline pipeline = Pipeline.named("test")
                .from(Source.tcp("in", Decoder.lines(bytes -> bytes.length == 0 ? null : new String(bytes, UTF_8))))
                .<String>compute("no b", word -> word.equals("b") ? null : word)
                .<String>computeMulti("twice", word -> word.equals("c") ? null : Arrays.asList(word, null, word))
                .to(Sink.tcp("out", (Encoder<String>) word -> word.equals("d") ? null : word.getBytes(UTF_8)));

        OperatorChain chain = run(pipeline, "", "a", "b", "c", "d");

        assertThat(written("out")).containsExactly("a", "a");
        assertThat(chain.failures()).allMatch(failure -> failure.count() == 0);
    }

    @Test
    void sendsACopyOfEveryEventDownASideFlow() {
        Pipeline pipeline = text().compute("trim", String::trim)
                .also(all -> all.compute("shout", word -> word + "!").to(Sink.tcp("loud", LINE)))
                .also(all -> all.to(Sink.tcp("audit", LINE)))
                .to(Sink.tcp("out", LINE));

        run(pipeline, " a ", "b");

        assertThat(written("loud")).containsExactly("a!", "b!");
        assertThat(written("audit")).containsExactly("a", "b");
        assertThat(written("out")).containsExactly("a", "b");
    }

    @Test
    void keepsEventAndPartitionOfAFlowWhateverItsSideFlowMakesOfThem() {
        List<String> keys = List.of("x", "y", "z");
        Pipeline pipeline = text().partition(word -> word, keys)
                .computeMulti("split", word -> List.of(word, word + "!"))
                .also(all -> all.compute("shout", String::toUpperCase)
                        .partition(word -> "z", keys)
                        .to(Sink.tcp("loud", LINE)))
                .<String>compute("check", word -> word.endsWith("!") ? fail(word) : word)
                .to(Sink.tcp("out", LINE));

        run(pipeline, "x", "y");

        assertThat(written("loud")).containsExactly("X", "X!", "Y", "Y!");
        assertThat(written("out")).containsExactly("x", "y");
        assertThat(ports.letters)
                .extracting(LocalContext.Letter::place, LocalContext.Letter::partition)
                .containsExactly(tuple("check", 0), tuple("check", 1));
    }

    @Test
    void sendsAnEventDownTheFirstBranchWhoseTestItPasses() {
        Pipeline pipeline = text().when("long", word -> word.length() > 2, some -> some.to(Sink.tcp("long", LINE)))
                .when(
                        "a",
                        word -> word.startsWith("a"),
                        some -> some.partition(word -> word).to(Sink.tcp("a", LINE), Sink.tcp("copy", LINE)))
                .otherwise(rest -> rest.to(Sink.tcp("rest", LINE)));

        OperatorChain chain = run(pipeline, "abc", "a", "b", "ab", "xyz");

        assertThat(written("long")).containsExactly("abc", "xyz");
        assertThat(written("a")).containsExactly("a", "ab");
        assertThat(written("copy")).containsExactly("a", "ab");
        assertThat(written("rest")).containsExactly("b");
        assertThat(chain.segments()).isEqualTo(2);
    }

    @Test
    void narrowsTheTypeInABranch() {
        Pipeline pipeline = text().<Object>compute("parse", word -> word.matches("\\d+") ? Integer.valueOf(word) : word)
                .when(
                        Integer.class,
                        numbers -> numbers.compute("next", number -> number + 1).to(Sink.tcp("numbers", LINE)))
                .otherwise(rest -> rest.to(Sink.tcp("words", LINE)));

        run(pipeline, "1", "one", "41");

        assertThat(written("numbers")).containsExactly("2", "42");
        assertThat(written("words")).containsExactly("one");
    }

    @Test
    void countsATestThatThrowsAsAFailureOfItsBranch() {
        Pipeline pipeline = text().when("long", word -> word.charAt(5) > 0, some -> some.to(Sink.tcp("long", LINE)))
                .otherwise(rest -> rest.to(Sink.tcp("rest", LINE)));

        run(pipeline, "a", "abcdef");

        assertThat(written("long")).containsExactly("abcdef");
        assertThat(written("rest")).isEmpty();
        assertThat(ports.letters)
                .singleElement()
                .returns("long", LocalContext.Letter::place)
                .returns(FailureReason.COMPUTE, LocalContext.Letter::reason);
    }

    @Test
    void handsOnTheElementsOfAnyList() {
        Pipeline pipeline = text().computeMulti("letters", word -> Unindexed.of(word.split("", -1)))
                .to(Sink.tcp("out", LINE));

        run(pipeline, "abc");

        assertThat(written("out")).containsExactly("a", "b", "c", "");
    }

    @Test
    void keepsOneEntityForEachKey() {
        State<AtomicInteger> seen = State.named("seen", AtomicInteger.class, AtomicInteger::new);
        Pipeline pipeline = text().partition(word -> word)
                .computeState("count", seen, (word, count) -> Outcome.changed(word + count.incrementAndGet()))
                .to(Sink.tcp("out", LINE));

        run(pipeline, "a", "b", "a", "a", "b");

        assertThat(written("out")).containsExactly("a1", "b1", "a2", "a3", "b2");
    }

    @Test
    void keepsTheKeyForAllStepsUpToTheNextPartitioning() {
        State<AtomicInteger> first = State.named("first", AtomicInteger.class, AtomicInteger::new);
        State<AtomicInteger> second = State.named("second", AtomicInteger.class, AtomicInteger::new);
        Pipeline pipeline = text().partition(word -> word.substring(0, 1))
                .computeStateMulti("twice", first, (word, count) -> {
                    count.incrementAndGet();
                    return Outcome.changed(List.of(word, word));
                })
                .compute("as it is", word -> word)
                .computeState(
                        "of first letter", second, (word, count) -> Outcome.changed(word + count.incrementAndGet()))
                .to(Sink.tcp("out", LINE));

        run(pipeline, "ab", "ac", "b");

        assertThat(written("out")).containsExactly("ab1", "ab2", "ac3", "ac4", "b1", "b2");
    }

    @Test
    void bringsEverythingTogetherWithCollect() {
        State<AtomicInteger> seen = State.named("seen", AtomicInteger.class, AtomicInteger::new);
        Pipeline pipeline = text().collect()
                .computeState("number", seen, (word, count) -> Outcome.changed(count.incrementAndGet() + word))
                .to(Sink.tcp("out", LINE));

        run(pipeline, "a", "b", "c");

        assertThat(written("out")).containsExactly("1a", "2b", "3c");
    }

    @Test
    void sharesAStateBetweenPipelinesThatNameIt() {
        State<AtomicInteger> seen = State.named("seen", AtomicInteger.class, AtomicInteger::new);
        Pipeline writes = text().partition(word -> word)
                .computeState("count", seen, (word, count) -> {
                    count.incrementAndGet();
                    return Outcome.changedOnly();
                })
                .done();
        Pipeline reads = text().partition(word -> word)
                .computeState("read", seen, (word, count) -> Outcome.unchanged(word + count.get()))
                .to(Sink.tcp("out", LINE));

        run(writes, "a", "a", "b");
        run(reads, "a", "b", "c");

        assertThat(written("out")).containsExactly("a2", "b1", "c0");
    }

    @Test
    void sendsAnEventToTheWorkerThatOwnsItsKey() {
        LocalContext twoWorkers = new LocalContext(2);
        Pipeline pipeline = text().partition(word -> word, List.of("mine", "theirs"))
                .compute("as it is", word -> word)
                .to(Sink.tcp("out", LINE));

        OperatorChain chain = run(pipeline, twoWorkers, "mine", "theirs");
        chain.receive(1, "from there", "mine", 0);

        assertThat(twoWorkers.sent).containsExactly(new LocalContext.Sent(1, 1, "theirs", "theirs", 1));
        assertThat(twoWorkers.texts("out")).containsExactly("mine", "from there");
    }

    @Test
    void writesEveryOutputToEverySink() {
        Pipeline pipeline = text().to(Sink.tcp("one", LINE), Sink.tcp("two", LINE));

        run(pipeline, "a", "b");

        assertThat(written("one")).containsExactly("a", "b");
        assertThat(written("two")).containsExactly("a", "b");
    }

    @Test
    void countsInputsAndTimesSomeOfThem() {
        Pipeline pipeline = text().compute("as it is", word -> word).done();
        String[] frames = new String[StepCounters.SAMPLE + 1];
        Arrays.fill(frames, "a");

        OperatorChain chain = run(pipeline, frames);

        assertThat(chain.steps().getFirst().messages()).isEqualTo(frames.length);
        assertThat(ports.durations.get("as it is")).hasSize(2).allMatch(nanos -> nanos > 0);
    }

    record Ends(String what, Pipeline pipeline, String place, FailureReason reason) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Arguments> failing() {
        Encoder<Object> noEncoder = output -> {
            throw new IllegalStateException("no");
        };
        State<AtomicInteger> state = State.named("s", AtomicInteger.class, AtomicInteger::new);
        State<AtomicInteger> noState = State.named("s", AtomicInteger.class, () -> {
            throw new IllegalStateException("no");
        });
        return Stream.of(
                        new Ends(
                                "a decoder that throws",
                                Pipeline.named("p")
                                        .from(Source.tcp("in", Decoder.lines(bytes -> {
                                            throw new IllegalStateException("no");
                                        })))
                                        .done(),
                                "in",
                                FailureReason.DECODE),
                        new Ends(
                                "a computation that throws",
                                text().compute("step", OperatorChainTest::fail).done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a computation that overflows the stack",
                                text().compute("step", OperatorChainTest::endless)
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a computation that throws an error",
                                text().compute("step", word -> {
                                            throw new AssertionError("no");
                                        })
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a multi-computation that throws",
                                text().computeMulti("step", word -> List.of(fail(word)))
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a list that throws when it is read",
                                text().computeMulti("step", word -> new LazyList())
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a partition function that throws",
                                text().partition(OperatorChainTest::fail).done(),
                                "partition 1",
                                FailureReason.PARTITION),
                        new Ends(
                                "a partition function without an answer",
                                text().partition(OperatorChainTest::nothing).done(),
                                "partition 1",
                                FailureReason.PARTITION),
                        new Ends(
                                "a key that is not in the list",
                                text().partition(word -> word, List.of("other")).done(),
                                "partition 1",
                                FailureReason.UNKNOWN_PARTITION),
                        new Ends(
                                "a state computation that throws",
                                text().collect()
                                        .computeState("step", state, (word, count) -> Outcome.changed(fail(word)))
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a state without an initial value",
                                text().collect()
                                        .computeState("step", noState, (word, count) -> Outcome.changed(word))
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a state computation without an outcome",
                                text().collect()
                                        .computeState("step", state, (word, count) -> nothing(word))
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "a multi state computation that throws",
                                text().collect()
                                        .computeStateMulti(
                                                "step", state, (word, count) -> Outcome.changed(List.of(fail(word))))
                                        .done(),
                                "step",
                                FailureReason.COMPUTE),
                        new Ends(
                                "an encoder that throws",
                                text().to(Sink.tcp("out", noEncoder)),
                                "out",
                                FailureReason.ENCODE))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("failing")
    void countsAFailureUnderItsReasonAndGoesOn(Ends ends) {
        OperatorChain chain = run(ends.pipeline(), "a", "b");

        assertThat(chain.failures())
                .filteredOn(counter -> counter.count() > 0)
                .singleElement()
                .satisfies(counter -> {
                    assertThat(counter.reason()).isEqualTo(ends.reason());
                    assertThat(counter.place()).isEqualTo(ends.place());
                    assertThat(counter.count()).isEqualTo(2);
                });
    }

    @ParameterizedTest
    @MethodSource("failing")
    void keepsEveryFailureAsADeadLetterUnlessThePolicyIsAnother(Ends ends) {
        run(ends.pipeline(), "a", "b");
        run(ends.pipeline().onFailure(FailurePolicy.SKIP), "c");

        assertThat(ports.letters).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.place()).isEqualTo(ends.place());
            assertThat(letter.reason()).isEqualTo(ends.reason());
            assertThat(letter.cause()).isNotBlank();
        });
    }

    @Test
    void keepsThePartitionInWhichAnEventFailed() {
        List<String> keys = List.of("x", "y", "z");
        Encoder<String> noZ = word -> (word.equals("z") ? fail(word) : word).getBytes(UTF_8);
        Pipeline pipeline = text().<String>compute("first", word -> word.equals("w") ? fail(word) : word)
                .partition(word -> word, keys)
                .<String>compute("second", word -> word.equals("x") ? fail(word) : word)
                .partition(word -> word.equals("y") ? fail(word) : word, keys)
                .to(Sink.tcp("out", noZ));

        OperatorChain chain = run(pipeline, "w", "x", "y", "z", "other");
        chain.rejected(0, FailureReason.TRUNCATED_FRAME, "cut off");

        assertThat(ports.letters)
                .extracting(LocalContext.Letter::place, LocalContext.Letter::reason, LocalContext.Letter::partition)
                .containsExactly(
                        tuple("first", FailureReason.COMPUTE, -1),
                        tuple("second", FailureReason.COMPUTE, 0),
                        tuple("partition 2", FailureReason.PARTITION, 1),
                        tuple("out", FailureReason.ENCODE, 2),
                        tuple("partition 1", FailureReason.UNKNOWN_PARTITION, -1),
                        tuple("in", FailureReason.TRUNCATED_FRAME, -1));
        assertThat(ports.letters.getLast().cause()).isEqualTo("cut off");
    }

    @ParameterizedTest
    @MethodSource("failing")
    void endsThePipelineIfThatIsItsPolicy(Ends ends) {
        Pipeline pipeline = ends.pipeline().onFailure(FailurePolicy.FAIL);

        assertThatThrownBy(() -> run(pipeline, "a"))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessageStartingWith(ends.reason().tag() + " at '" + ends.place() + "': ");
    }

    @Test
    void aFailureInOneSinkLeavesTheOtherAlone() {
        Encoder<String> noB = word -> word.equals("b") ? fail(word).getBytes(UTF_8) : word.getBytes(UTF_8);
        Pipeline pipeline = text().to(Sink.tcp("picky", noB), Sink.tcp("out", LINE));

        run(pipeline, "a", "b");

        assertThat(written("picky")).containsExactly("a");
        assertThat(written("out")).containsExactly("a", "b");
    }

    private static String fail(String input) {
        throw new IllegalStateException(input);
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static String endless(String input) {
        return endless(input) + input;
    }

    /** What an author may do without NullAway. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing(String input) {
        return new ArrayList<T>(Arrays.asList((T) null)).getFirst();
    }

    /** A list that is not made for random access. */
    private static final class Unindexed extends AbstractSequentialList<String> {

        private final List<String> elements;

        private Unindexed(List<String> elements) {
            this.elements = elements;
        }

        static List<String> of(String... elements) {
            return new Unindexed(List.of(elements));
        }

        @Override
        public ListIterator<String> listIterator(int index) {
            return elements.listIterator(index);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    /** A view that computes its elements when they are asked for. */
    private static final class LazyList extends AbstractList<String> {

        @Override
        public String get(int index) {
            return fail("late");
        }

        @Override
        public int size() {
            return 2;
        }
    }
}
