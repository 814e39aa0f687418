package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.ConfigurationProblem;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Applications whose pipelines, built in Java, are wrong. */
class BrokenPipelineTest {

    private static final String ADDRESSES = """
            bettong:
              sources:
                lines: {tcp: {port: 0}}
              sinks:
                counts: {tcp: {port: 7002}}
            """;

    private static final FramedDecoder<String> TEXT = Decoder.lines(bytes -> new String(bytes, UTF_8));
    private static final Encoder<String> LINE = line -> line.getBytes(UTF_8);
    private static final Computation<String, String> TRIM = String::trim;
    private static final PartitionFunction<String, String> BY_ALL = word -> word;
    private static final StateComputation<String, StringBuilder, String> JOIN =
            (word, all) -> Outcome.changed(all.append(word).toString());
    private static final State<StringBuilder> ALL = State.named("all", StringBuilder.class, StringBuilder::new);

    /** The builder does not allow it, but wiring does. */
    private static Pipeline stateBeforeAPartitioning() {
        Step.From from = new Step.From(Source.tcp("lines", TEXT));
        Step join = new Step.ComputeState(from, "join", ALL, JOIN);
        Step collect = new Step.Collect(join, "partition 1");
        return Pipeline.of(
                "p",
                List.of(from),
                List.of(collect),
                List.of(new Pipeline.Delivery(collect, Sink.tcp("counts", LINE))),
                FailurePolicy.SKIP);
    }

    /** A source of a kind of its own. */
    private record Spool() implements Source<String> {

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public String kind() {
            return "spool";
        }

        @Override
        public Decoder<String> decoder() {
            return TEXT;
        }
    }

    static Stream<Arguments> pipelines() {
        return Stream.of(
                arguments(
                        "a pipeline without a name",
                        lines("").to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "bean 'first'",
                                "The pipeline has no name.",
                                "Name it; metrics and status carry the name.")),
                arguments(
                        "a step without a name",
                        lines("p").compute(" ", TRIM).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1",
                                "The step has no name.",
                                "Name it; metrics and failures carry the name.")),
                arguments(
                        "steps of one name",
                        lines("p")
                                .compute("trim", TRIM)
                                .compute("other", TRIM)
                                .compute("trim", TRIM)
                                .compute("trim", TRIM)
                                .to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 'trim'",
                                "3 steps have this name: number 1, 3 and 4.",
                                "Give each a name of its own; metrics and failures carry the name.")),
                arguments(
                        "a key list with duplicates",
                        lines("p")
                                .partition(BY_ALL, List.of("a", "b", "a", "b", "c"))
                                .to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1 'partition 1', keys",
                                "The key list has these keys more than once: 'a', 'b'.",
                                "List every key once; each is a partition.")),
                arguments(
                        "an empty key list",
                        lines("p").partition(BY_ALL, List.<String>of()).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1 'partition 1', keys",
                                "The key list is empty.",
                                "List the keys, or leave the list out so that any key is welcome.")),
                arguments(
                        "a key list with a null in it",
                        lines("p").partition(BY_ALL, Arrays.asList("a", null)).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1 'partition 1', keys",
                                "The key list has a null in it.",
                                "Remove it: a partition function that gives null fails.")),
                arguments(
                        "state before a partitioning",
                        stateBeforeAPartitioning(),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1 'join'",
                                "It computes with state, but no step before it partitions, so there is no key to keep"
                                        + " state by.",
                                "Put a partition or collect step before it.")),
                arguments(
                        "a source without a name",
                        Pipeline.named("p").from(Source.tcp("", TEXT)).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The source has no name.",
                                "Name the source, an entry of bettong.sources.")),
                arguments(
                        "a sink without a name",
                        lines("p").to(Sink.tcp("", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), to",
                                "The sink has no name.",
                                "Name the sink, an entry of bettong.sinks.")),
                arguments(
                        "a sink twice in one pipeline",
                        lines("p").to(Sink.tcp("counts", LINE), Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), sink 'counts'",
                                "A step writes to it more than once, which would send each output twice.",
                                "Name it once behind each step.")),
                arguments(
                        "a source twice in one pipeline",
                        lines("p").merge(lines("p")).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), source 'lines'",
                                "The pipeline begins at it more than once, which would read each event twice.",
                                "Begin there once, and let several flows follow: with also(...), when(...) or merge(...).")),
                arguments(
                        "a source of an unknown kind",
                        Pipeline.named("p").from(new Spool()).to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), source 'lines'",
                                "It is of kind 'spool', which this service does not have.",
                                "Use one of these kinds: 'tcp'.")),
                arguments(
                        "a header that is shorter than its format",
                        framed(Decoder.framed(4, ">H", bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The framing cannot be read: length format '>H' reads 2 bytes, but the header has 4.",
                                "Make header length and length format agree: 1 with B, 2 with >H, 4 with >I, 8 with"
                                        + " >Q.")),
                arguments(
                        "a length format that does not exist",
                        framed(Decoder.framed(4, ">X", bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The framing cannot be read: length format '>X' is not one integer of Python's struct: a"
                                        + " byte order (> < ! = @), pad bytes (x) and one of b B h H i I l L q Q n N P.",
                                "Make header length and length format agree: 1 with B, 2 with >H, 4 with >I, 8 with"
                                        + " >Q.")),
                arguments(
                        "frames of no length",
                        framed(Decoder.fixedLength(0, bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The framing has frames of 0 bytes.",
                                "Give it a length of at least 1.")),
                arguments(
                        "a delimiter of no byte",
                        framed(Decoder.delimiter(new byte[0], bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The delimiter of the framing has 0 bytes.",
                                "Give it 1 to 16 bytes.")),
                arguments(
                        "a delimiter of many bytes",
                        framed(Decoder.delimiter(new byte[17], bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The delimiter of the framing has 17 bytes.",
                                "Give it 1 to 16 bytes.")),
                arguments(
                        "a length field of five bytes",
                        framed(Decoder.framed(Framing.lengthField(0, 5), bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The framing has a length of 5 bytes.",
                                "Give the length 1, 2, 3, 4 or 8 bytes.")),
                arguments(
                        "a length field before the frame",
                        framed(Decoder.framed(Framing.lengthField(-1, 4), bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The offset of the framing is -1 bytes.",
                                "Give it 0 to 1024 bytes.")),
                arguments(
                        "a length field that strips too much",
                        framed(Decoder.framed(Framing.lengthField(0, 4).strip(1025), bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The strip of the framing is 1025 bytes.",
                                "Give it 0 to 1024 bytes.")),
                arguments(
                        "fixed frames that are longer than the source takes",
                        framed(Decoder.fixedLength(1_048_577, bytes -> "")),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), from",
                                "The framing has frames of 1048577 bytes, but the source 'lines' takes at most"
                                        + " 1048576.",
                                "Raise bettong.sources.lines.tcp.max-frame-size, or shorten the frames.")),
                arguments(
                        "a function that is null",
                        lines("p")
                                .compute("trim", BrokenPipelineTest.<Computation<String, String>>nothing())
                                .to(Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 1",
                                "The function is null.",
                                "Give it where the pipeline is declared.")),
                arguments(
                        "a sink that is null",
                        lines("p").to(BrokenPipelineTest.<Sink<String>>nothing(), Sink.tcp("counts", LINE)),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), to",
                                "The sink is null.",
                                "Give it where the pipeline is declared.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void doesNotStartWith(String title, Pipeline pipeline, ConfigurationProblem fault) {
        assertThat(StartUp.problems(StartUp.application(withoutUnused(ADDRESSES, pipeline), List.of(pipeline))))
                .containsExactly(fault);
    }

    static Stream<Arguments> states() {
        return Stream.of(
                arguments(
                        State.named("timers/p/join", StringBuilder.class, StringBuilder::new),
                        new ConfigurationProblem(
                                "state 'timers/p/join'",
                                "Its name begins like those of the states in which timers and time are saved.",
                                "Give it a name that begins with none of 'timers/', 'windows/', 'joins/', 'time/', 'calls/' and 'positions/'.")),
                arguments(
                        State.named(" ", StringBuilder.class, StringBuilder::new),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 2 'join', state",
                                "The state has no name.",
                                "Name it; pipelines that name the same state share it.")),
                arguments(
                        State.named("all", StringBuilder.class, () -> {
                            throw new IllegalStateException("no memory");
                        }),
                        new ConfigurationProblem(
                                "state 'all'",
                                "Its initial supplier throws java.lang.IllegalStateException: no memory.",
                                "Let its supplier make a new java.lang.StringBuilder each time; every key begins with"
                                        + " one.")),
                arguments(
                        State.named("all", StringBuilder.class, BrokenPipelineTest::<StringBuilder>nothing),
                        new ConfigurationProblem(
                                "state 'all'",
                                "Its initial supplier gives null.",
                                "Let its supplier make a new java.lang.StringBuilder each time; every key begins with"
                                        + " one.")),
                arguments(
                        ALL.expireAfter(nothing()),
                        new ConfigurationProblem(
                                "pipeline 'p' (bean 'first'), step 2",
                                "The expiry of the state is null.",
                                "Give it where the pipeline is declared.")),
                arguments(
                        State.named("all", StringBuilder.class, liar()),
                        new ConfigurationProblem(
                                "state 'all'",
                                "Its initial supplier gives a java.lang.String, which is not a"
                                        + " java.lang.StringBuilder.",
                                "Let its supplier make a new java.lang.StringBuilder each time; every key begins with"
                                        + " one.")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void doesNotStartWithABrokenState(State<StringBuilder> state, ConfigurationProblem fault) {
        Pipeline pipeline =
                lines("p").collect().computeState("join", state, JOIN).to(Sink.tcp("counts", LINE));
        assertThat(StartUp.problems(StartUp.application(ADDRESSES, List.of(pipeline))))
                .containsExactly(fault);
    }

    private static Pipeline.Stage<String> lines(String name) {
        return Pipeline.named(name).from(Source.tcp("lines", TEXT));
    }

    private static Pipeline framed(FramedDecoder<String> decoder) {
        return Pipeline.named("p").from(Source.tcp("lines", decoder)).to(Sink.tcp("counts", LINE));
    }

    /** Addresses that only a nameless source or sink could use are another fault. */
    private static String withoutUnused(String addresses, Pipeline pipeline) {
        String kept = pipeline.sources().getFirst().name().isEmpty()
                ? addresses.replace("    lines: {tcp: {port: 0}}\n", "")
                : addresses;
        return pipeline.sinks().getLast().name().isEmpty()
                ? kept.replace("    counts: {tcp: {port: 7002}}\n", "")
                : kept;
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as an author without a null checker would
    private static <T> T nothing() {
        return null;
    }

    @SuppressWarnings("unchecked") // as an author who does not listen to the compiler would
    private static Supplier<StringBuilder> liar() {
        Supplier<?> text = "text"::toString;
        return (Supplier<StringBuilder>) text;
    }
}
