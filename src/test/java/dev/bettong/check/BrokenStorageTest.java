package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.keys.KeyTypes;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Pipeline.Keyed;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.problem.ConfigurationProblem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications whose state, or the keys of it, cannot be stored and read back. */
class BrokenStorageTest {

    private static final String PACKAGE = "dev.bettong.check.BrokenStorageTest$";
    private static final String SOURCE = "bettong.sources.lines.tcp.port: 0";
    private static final String TWO_SOURCES = "bettong.sources: {lines: {tcp: {port: 0}}, others: {tcp: {port: 0}}}";
    private static final FramedDecoder<String> TEXT = Decoder.lines(bytes -> new String(bytes, UTF_8));

    record Anything(Object it, List<Runnable> tasks) {}

    record Ranking(Map<Integer, String> byScore) {}

    record Key(String name, StringBuilder text) {}

    /** Says in its class which keys it gives. */
    static final class ByText implements PartitionFunction<String, Key> {

        @Override
        public Key partition(String input) {
            return new Key(input, new StringBuilder());
        }
    }

    static class Utf8 implements StateCodec<StringBuilder> {

        @Override
        public byte[] encode(StringBuilder entity) {
            return entity.toString().getBytes(UTF_8);
        }

        @Override
        public StringBuilder decode(byte[] bytes) {
            return new StringBuilder(new String(bytes, UTF_8));
        }
    }

    static final class Forgetful extends Utf8 {

        @Override
        public StringBuilder decode(byte[] bytes) {
            return new StringBuilder();
        }

        @Override
        public int version() {
            return 2;
        }
    }

    static Stream<Arguments> states() {
        State<StringBuilder> text = State.named("s", StringBuilder.class, () -> new StringBuilder("x"));
        String action = "Make it a record or a class of fields that say what they hold, or give the state a codec with"
                + " State.codec(...).";
        return Stream.of(
                arguments(
                        State.named("s", Anything.class, () -> new Anything("", List.of())),
                        List.of(
                                new ConfigurationProblem(
                                        "state 's'",
                                        "It cannot be stored: 'it' is a java.lang.Object, which does not say what to read"
                                                + " back: declare what it holds.",
                                        action),
                                new ConfigurationProblem(
                                        "state 's'",
                                        "It cannot be stored: 'tasks[]' is a java.lang.Runnable, which the default codec"
                                                + " does not know: take another type, or declare a codec.",
                                        action))),
                arguments(
                        State.named("s", Ranking.class, () -> new Ranking(new TreeMap<>())),
                        List.of(new ConfigurationProblem(
                                "state 's'",
                                "Its initial value does not survive being stored: 'byScore' is a java.util.TreeMap before"
                                        + " and a java.util.LinkedHashMap after.",
                                "Declare every field as the class that it holds, or give the state a codec with"
                                        + " State.codec(...)."))),
                arguments(
                        text.codec(new Forgetful()),
                        List.of(new ConfigurationProblem(
                                "state 's'",
                                "Its initial value does not survive being stored: What it was decoded to is neither equal"
                                        + " to it nor encoded to the same bytes.",
                                "Repair the codec: what it decodes must be like what it encoded."))),
                arguments(
                        text.codec(new Utf8() {}),
                        List.of(new ConfigurationProblem(
                                "state 's'",
                                "Its codec has no class name that stays, and a codec is recognised by its class name.",
                                "Make the codec a class of its own."))),
                arguments(text.expireAfter(Duration.ofMinutes(-1)), List.of(expiry("PT-1M"))),
                arguments(text.expireAfter(Duration.ofNanos(1)), List.of(expiry("PT0.000000001S"))),
                arguments(text.expireAfter(Duration.ofDays(40_000)), List.of(expiry("PT960000H"))));
    }

    @ParameterizedTest
    @MethodSource("states")
    void doesNotStartWithStateThatCannotBeStored(State<?> state, List<ConfigurationProblem> problems) {
        Pipeline pipeline = keep(lines("p", "lines").collect(), state);

        assertThat(StartUp.problems(StartUp.application(SOURCE, List.of(pipeline))))
                .containsExactlyElementsOf(problems);
    }

    static Stream<State<?>> storable() {
        return Stream.of(
                State.named("s", StringBuilder.class, () -> new StringBuilder("x"))
                        .codec(new Utf8()),
                State.named("s", AtomicLong.class, AtomicLong::new).expireAfter(Duration.ofMillis(1)),
                State.named("s", AtomicLong.class, AtomicLong::new).expireAfter(Duration.ofDays(36_525)),
                State.named("s", Ranking.class, () -> new Ranking(new HashMap<>()))
                        .expireAfter(Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("storable")
    void startsWithStateThatCanBeStored(State<?> state) {
        StartUp.application(SOURCE, List.of(keep(lines("p", "lines").collect(), state)))
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<Arguments> disagreements() {
        State<StringBuilder> text = State.named("s", StringBuilder.class, StringBuilder::new);
        return Stream.of(
                arguments(
                        text,
                        text.codec(new Utf8()),
                        "It is declared with different codecs: the default in %s; #Utf8 version 1 in %s."),
                arguments(
                        text.codec(new Utf8()),
                        text.codec(new Forgetful()),
                        "It is declared with different codecs: #Utf8 version 1 in %s; #Forgetful version 2 in %s."),
                arguments(
                        text,
                        text.expireAfter(Duration.ofMinutes(5)),
                        "Its entities expire differently: never in %s; after PT5M in %s."));
    }

    @ParameterizedTest
    @MethodSource("disagreements")
    void doesNotStartWithPipelinesThatDisagreeAboutAState(State<?> one, State<?> other, String problem) {
        List<Pipeline> pipelines = List.of(
                keep(lines("p", "lines").collect(), one),
                keep(lines("q", "others").collect(), other));

        assertThat(StartUp.problems(StartUp.application(TWO_SOURCES, pipelines)))
                .containsExactly(new ConfigurationProblem(
                        "state 's'",
                        problem.replace("#", PACKAGE)
                                .formatted(
                                        "pipeline 'p' (bean 'first'), step 2 'keep'",
                                        "pipeline 'q' (bean 'second'), step 2 'keep'"),
                        "Use one State for all of them, or give each state a name of its own."));
    }

    @Test
    void startsWithPipelinesThatAgreeAboutAState() {
        Supplier<State<?>> state = () -> State.named("s", StringBuilder.class, StringBuilder::new)
                .codec(new Utf8())
                .expireAfter(Duration.ofMinutes(5));

        StartUp.application(
                        TWO_SOURCES,
                        List.of(
                                keep(lines("p", "lines").collect(), state.get()),
                                keep(lines("q", "others").collect(), state.get())))
                .run(context -> assertThat(context).hasNotFailed());
    }

    static Stream<Arguments> keys() {
        Pipeline.Stage<String> lines = lines("p", "lines");
        return Stream.of(
                arguments(
                        lines.partition(new ByText()),
                        "The part 'text' of a key, of type java.lang.StringBuilder, cannot be stored."),
                arguments(
                        lines.partition(word -> new AtomicLong(), List.of(new AtomicLong())),
                        "A key of type java.util.concurrent.atomic.AtomicLong cannot be stored."));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void doesNotStartWithKeysThatCannotBeStored(Keyed<?, String> keyed, String problem) {
        assertThat(StartUp.problems(StartUp.application(SOURCE, List.of(twice(keyed)))))
                .containsExactly(unstorableKey("pipeline 'p' (bean 'first'), step 2 'keep'", problem));
    }

    @Configuration(proxyBeanMethods = false)
    static class Functions {

        @Bean
        PartitionFunction<String, List<int[]>> byCodes() {
            return word -> List.of(word.chars().toArray());
        }

        @Bean
        Pipeline pipeline(PartitionFunction<String, List<int[]>> byCodes) {
            return twice(lines("p", "lines").partition(byCodes));
        }
    }

    @Test
    void knowsTheKeysOfAFunctionByItsBean() {
        assertThat(StartUp.problems(StartUp.application(SOURCE, Functions.class)))
                .containsExactly(unstorableKey(
                        "pipeline 'p' (bean 'pipeline'), step 2 'keep'",
                        "The part '[]' of a key, of type int[], cannot be stored."));
    }

    @Test
    void startsWithSuchKeysWhereNoStateIsKeptByThem() {
        Pipeline pipeline = lines("p", "lines").partition(new ByText()).done();

        StartUp.application(SOURCE, List.of(pipeline))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWithKeysOfAFunctionThatDoesNotSayWhatTheyAre() {
        Pipeline pipeline = twice(lines("p", "lines").partition(StringBuilder::new));

        StartUp.application(SOURCE, List.of(pipeline))
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static ConfigurationProblem expiry(String duration) {
        return new ConfigurationProblem(
                "state 's'",
                "Its entities expire after %s, but that must be from 1 ms to 100 years.".formatted(duration),
                "Give expireAfter such a duration, or leave it out so that entities never expire.");
    }

    private static ConfigurationProblem unstorableKey(String place, String problem) {
        return new ConfigurationProblem(
                place,
                "Its state is kept by the keys of 'partition 1'. " + problem,
                "Let the partition function give another type. " + KeyTypes.SUPPORTED);
    }

    private static Pipeline.Stage<String> lines(String name, String source) {
        return Pipeline.named(name).from(Source.tcp(source, TEXT));
    }

    private static <S> Pipeline keep(Keyed<?, String> keyed, State<S> state) {
        return keyed.computeState("keep", state, (word, entity) -> Outcome.<String>none())
                .done();
    }

    /** Two states by the same keys, which is one fault. */
    private static Pipeline twice(Keyed<?, String> keyed) {
        return keyed.computeState(
                        "keep",
                        State.named("a", AtomicLong.class, AtomicLong::new),
                        (word, entity) -> Outcome.changed(word))
                .computeState(
                        "keep more",
                        State.named("b", AtomicLong.class, AtomicLong::new),
                        (word, entity) -> Outcome.changed(word))
                .done();
    }
}
