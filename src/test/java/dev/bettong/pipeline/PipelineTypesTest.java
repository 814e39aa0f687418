package dev.bettong.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.SourceCompiler;
import dev.bettong.testing.SourceCompiler.CompileError;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the types of the builder promise: a step that does not fit does not compile, and one that fits does. */
class PipelineTypesTest {

    /** Functions of all kinds to make pipelines of. */
    private static final String PRELUDE = """
            import dev.bettong.pipeline.*;
            import java.util.*;

            abstract class Vocabulary {
                interface Shape {}
                record Circle(int radius) implements Shape {}
                static class Totals {}
                static class WordTotals extends Totals {}

                String in, out, first, second; // names

                FramedDecoder<String> text;
                FramedDecoder<Circle> circle;
                FramedDecoder<? extends Shape> someShape;
                Decoder<String> unframed;

                Computation<String, Integer> length;
                Computation<Integer, Integer> increment;
                Computation<Object, String> describe;
                Computation<Shape, String> nameOfShape;
                Computation<Circle, String> nameOfCircle;
                Computation<List<String>, Integer> size;
                Computation<String, ? extends Shape> parse;
                MultiComputation<String, String> split;
                MultiComputation<Integer, Integer> upTo;
                MultiComputation<Object, String> describeAll;
                MultiComputation<String, ? extends Shape> parseAll;
                abstract List<? extends Shape> shapesOf(String word);

                PartitionFunction<String, String> firstLetter;
                PartitionFunction<Integer, String> parity;
                PartitionFunction<Object, Integer> hash;
                PartitionFunction<String, ?> someKey;
                List<String> letters;
                List<Integer> numbers;

                State<Totals> totals;
                State<WordTotals> wordTotals;
                State<HashMap<String, Long>> countByWord;
                StateCodec<Totals> totalsCodec;
                StateCodec<WordTotals> wordTotalsCodec;
                StateComputation<String, Totals, Integer> count;
                StateComputation<Integer, Totals, Integer> sum;
                StateComputation<Object, Object, Integer> countAny;
                StateComputation<String, WordTotals, Integer> countWords;
                StateComputation<String, Map<String, Long>, Integer> countInMap;
                StateComputation<String, Totals, ? extends Shape> lastShape;
                MultiStateComputation<String, Totals, Integer> counts;
                MultiStateComputation<String, WordTotals, Integer> countsOfWords;
                MultiStateComputation<Object, Object, Integer> countsOfAny;
                MultiStateComputation<String, Totals, ? extends Shape> lastShapes;

                Within within;
                JoinFunction<String, String, Integer> both;
                JoinFunction<Integer, Integer, Integer> times;

                Encoder<String> string;
                Encoder<CharSequence> chars;
                Encoder<Integer> integer;
                Encoder<Number> number;
                Encoder<Object> any;
                Encoder<Shape> shape;
                Encoder<? super Circle> someEncoder;

                Pipeline.Stage<String> words() { return Pipeline.named("p").from(Source.tcp(in, text)); }
                Pipeline.Keyed<String, String> keyed() { return words().partition(firstLetter); }
                Pipeline.Stage<Circle> circles() { return Pipeline.named("p").from(Source.tcp(in, circle)); }
            }
            """;

    /** Around the text of a pipeline. */
    private static final String HEAD = """
            import dev.bettong.pipeline.*;
            import java.util.*;

            abstract class %s extends Vocabulary {
                Pipeline it =
            """;

    @TempDir
    private static Path classes;

    private static final Map<String, List<CompileError>> ERRORS = new HashMap<>(); // by text of the pipeline

    /** Promise, how the pipeline begins, how it can go on, how it cannot, and what the compiler then complains of. */
    static List<Twins> twins() {
        return List.of(
                // computations
                new Twins(
                        "a step takes what the step before gives",
                        "words().compute(first, length)",
                        ".compute(second, increment).done()",
                        ".compute(second, length).done()",
                        "Computation<String,Integer>"),
                new Twins(
                        "the first step takes what the decoder gives",
                        "Pipeline.named(first).from(Source.tcp(in, text))",
                        ".compute(first, length).done()",
                        ".compute(first, increment).done()",
                        "Computation<Integer,Integer>"),
                new Twins(
                        "a subclass does not do where its superclass comes",
                        "words().compute(first, parse)",
                        ".compute(second, nameOfShape).done()",
                        ".compute(second, nameOfCircle).done()",
                        "Computation<Circle,String>"),
                new Twins(
                        "a multi-computation takes what the step before gives",
                        "words().compute(first, length)",
                        ".computeMulti(second, upTo).done()",
                        ".computeMulti(second, split).done()",
                        "MultiComputation<String,String>"),
                new Twins(
                        "what follows a multi-computation takes one of its outputs",
                        "words().computeMulti(first, split)",
                        ".compute(second, length).done()",
                        ".compute(second, size).done()",
                        "Computation<List<String>,Integer>"),
                new Twins(
                        "a multi-computation is no computation",
                        "words()",
                        ".compute(first, length).done()",
                        ".compute(first, split).done()",
                        "MultiComputation<String,String>"),
                new Twins(
                        "a multi-computation makes a list",
                        "words()",
                        ".computeMulti(first, word -> List.of(word)).done()",
                        ".computeMulti(first, word -> word).done()",
                        "List<"),
                // partitioning
                new Twins(
                        "a partition function takes the event",
                        "words()",
                        ".partition(firstLetter).done()",
                        ".partition(parity).done()",
                        "PartitionFunction<Integer,String>"),
                new Twins(
                        "a partition function with keys takes the event",
                        "words()",
                        ".partition(firstLetter, letters).done()",
                        ".partition(parity, letters).done()",
                        "PartitionFunction<Integer,String>"),
                new Twins(
                        "the keys are of the kind that the partition function gives",
                        "words()",
                        ".partition(firstLetter, letters).done()",
                        ".partition(firstLetter, numbers).done()",
                        "List<Integer>"),
                new Twins(
                        "the keys are of the kind that a lambda gives",
                        "words()",
                        ".partition(word -> word.substring(1), letters).done()",
                        ".partition(word -> word.length(), letters).done()",
                        "variable K"),
                new Twins(
                        "the keys are of the kind that a method gives",
                        "words()",
                        ".partition(String::length, numbers).done()",
                        ".partition(String::length, letters).done()",
                        "List<String>"),
                // state
                new Twins(
                        "state needs a key",
                        "words().compute(first, describe)",
                        ".partition(firstLetter).computeState(second, totals, count).done()",
                        ".computeState(second, totals, count).done()",
                        "computeState"),
                new Twins(
                        "state with many outputs needs a key",
                        "words()",
                        ".collect().computeStateMulti(first, totals, counts).done()",
                        ".computeStateMulti(first, totals, counts).done()",
                        "computeStateMulti"),
                new Twins(
                        "a state computation takes what the step before gives",
                        "keyed()",
                        ".computeState(first, totals, count).done()",
                        ".computeState(first, totals, sum).done()",
                        "StateComputation<Integer,Totals,Integer>"),
                new Twins(
                        "a state computation works with its state",
                        "keyed()",
                        ".computeState(first, wordTotals, countWords).done()",
                        ".computeState(first, totals, countWords).done()",
                        "StateComputation<String,WordTotals,Integer>"),
                new Twins(
                        "a multi-state computation works with its state",
                        "keyed()",
                        ".computeStateMulti(first, wordTotals, countsOfWords).done()",
                        ".computeStateMulti(first, totals, countsOfWords).done()",
                        "MultiStateComputation<String,WordTotals,Integer>"),
                new Twins(
                        "a state computation gives an outcome",
                        "keyed()",
                        ".computeState(first, totals, (word, all) -> Outcome.changed(word)).done()",
                        ".computeState(first, totals, (word, all) -> word).done()",
                        "Outcome<"),
                new Twins(
                        "an outcome holds what the computation declares",
                        "keyed()",
                        ".<Totals, Integer>computeState(first, totals, (word, all) -> Outcome.changed(1)).done()",
                        ".<Totals, Integer>computeState(first, totals, (word, all) -> Outcome.changed(word)).done()",
                        "String"),
                new Twins(
                        "the outcome of a multi-state computation is a list",
                        "keyed()",
                        ".computeStateMulti(first, totals, (word, all) -> Outcome.changed(List.of(word))).done()",
                        ".computeStateMulti(first, totals, (word, all) -> Outcome.changed(word)).done()",
                        "List<"),
                new Twins(
                        "what follows a state computation takes what its outcome holds",
                        "keyed().computeState(first, totals, count)",
                        ".compute(second, increment).done()",
                        ".compute(second, length).done()",
                        "Computation<String,Integer>"),
                new Twins(
                        "an initial entity is of the state's type",
                        "keyed()",
                        ".computeState(first, State.named(first, Totals.class, WordTotals::new), count).done()",
                        ".computeState(first, State.named(first, WordTotals.class, Totals::new), count).done()",
                        "WordTotals"),
                new Twins(
                        "a codec is for the state's type",
                        "keyed()",
                        ".computeState(first, totals.codec(totalsCodec), count).done()",
                        ".computeState(first, totals.codec(wordTotalsCodec), count).done()",
                        "StateCodec<WordTotals>"),
                // joins
                new Twins(
                        "both sides of a join have the same kind of keys",
                        "keyed()",
                        ".join(first, String.class, words().partition(firstLetter), String.class, within, both).done()",
                        ".join(first, String.class, words().partition(hash), String.class, within, both).done()",
                        "incompatible equality constraints Integer,String"),
                new Twins(
                        "a join needs a key",
                        "words()",
                        ".partition(firstLetter).join(first, String.class, keyed(), String.class, within, both).done()",
                        ".join(first, String.class, keyed(), String.class, within, both).done()",
                        "join"),
                new Twins(
                        "a join needs a key on its right side",
                        "keyed()",
                        ".join(first, String.class, keyed(), String.class, within, both).done()",
                        ".join(first, String.class, words(), String.class, within, both).done()",
                        "Stage<String>"),
                new Twins(
                        "a join knows the class of its events",
                        "keyed()",
                        ".join(first, String.class, keyed(), String.class, within, both).done()",
                        ".join(first, String.class, keyed(), Integer.class, within, both).done()",
                        "Class<Integer>"),
                new Twins(
                        "a join function takes the events of both sides",
                        "keyed()",
                        ".join(first, String.class, keyed(), String.class, within, (a, b) -> a + b).done()",
                        ".join(first, String.class, keyed(), String.class, within, times).done()",
                        "JoinFunction<Integer,Integer,Integer>"),
                // sources
                new Twins(
                        "a TCP source needs framing",
                        "Pipeline.named(first)",
                        ".from(Source.tcp(in, Decoder.lines(unframed))).done()",
                        ".from(Source.tcp(in, unframed)).done()",
                        "Decoder<String>"),
                new Twins(
                        "a lambda has no framing",
                        "Pipeline.named(first)",
                        ".from(Source.tcp(in, Decoder.framed(4, \">I\", bytes -> bytes.length))).done()",
                        ".from(Source.tcp(in, bytes -> bytes.length)).done()",
                        "FramedDecoder"),
                new Twins(
                        "a pipeline needs a source",
                        "Pipeline.named(first)",
                        ".from(Source.tcp(in, text)).compute(first, length).done()",
                        ".compute(first, length).done()",
                        "compute"),
                new Twins(
                        "a pipeline with a sink needs a source",
                        "Pipeline.named(first)",
                        ".from(Source.tcp(in, text)).to(Sink.tcp(out, string))",
                        ".to(Sink.tcp(out, string))",
                        "to"),
                // sinks
                new Twins(
                        "an encoder takes what the last step gives",
                        "words().compute(first, length)",
                        ".to(Sink.tcp(out, integer))",
                        ".to(Sink.tcp(out, string))",
                        "Sink<? super Integer>"),
                new Twins(
                        "an encoder after a state computation takes what its outcome holds",
                        "keyed().computeState(first, totals, count)",
                        ".to(Sink.tcp(out, integer))",
                        ".to(Sink.tcp(out, string))",
                        "Sink<? super Integer>"),
                new Twins(
                        "every one of several encoders takes what the last step gives",
                        "words().compute(first, length)",
                        ".to(Sink.tcp(out, integer), Sink.tcp(out, any), Sink.tcp(out, number))",
                        ".to(Sink.tcp(out, integer), Sink.tcp(out, any), Sink.tcp(out, string))",
                        "Sink<? super Integer>"),
                new Twins("an end at sinks needs one", "words()", ".done()", ".to()", "to"),
                new Twins(
                        "a pipeline has an end",
                        "",
                        "words().compute(first, length).done()",
                        "words().compute(first, length)",
                        "Pipeline"),
                new Twins(
                        "a pipeline ends once",
                        "words().to(Sink.tcp(out, string))",
                        ".onFailure(FailurePolicy.FAIL)",
                        ".to(Sink.tcp(out, string))",
                        "to"),
                new Twins(
                        "events are declared to be of their type",
                        "words().partition(firstLetter)",
                        ".carrying(String.class).computeState(first, totals, count).done()",
                        ".carrying(Integer.class).computeState(first, totals, count).done()",
                        "Class<Integer>"),
                new Twins(
                        "events are declared to be of their type with its arguments",
                        "words().compute(first, word -> List.of(word)).collect()",
                        ".carrying(new TypeRef<List<String>>() {}).compute(second, size).done()",
                        ".carrying(new TypeRef<List<Integer>>() {}).compute(second, size).done()",
                        "List<Integer>"),
                new Twins(
                        "only a partitioning carries",
                        "words()",
                        ".partition(firstLetter, letters).carrying(String.class).done()",
                        ".carrying(String.class).partition(firstLetter, letters).done()",
                        "carrying"),
                new Twins(
                        "a step behind a partitioning carries nothing",
                        "words().partition(firstLetter)",
                        ".carrying(String.class).compute(first, describe).done()",
                        ".compute(first, describe).carrying(String.class).done()",
                        "carrying"),
                new Twins(
                        "a partitioning carries one type",
                        "words().partition(firstLetter)",
                        ".carrying(String.class).done()",
                        ".carrying(String.class).carrying(String.class).done()",
                        "carrying"),
                new Twins(
                        "nobody else makes a stage",
                        "",
                        "words().done()",
                        "new Pipeline.Keyed<String, String>(null).done()",
                        "Keyed"));
    }

    /** Promise, and a pipeline. */
    static List<Fit> fits() {
        return List.of(
                // a function may take more than comes
                new Fit("a computation of objects takes words", "words().compute(first, describe).done()"),
                new Fit("a computation of shapes takes circles", "circles().compute(first, nameOfShape).done()"),
                new Fit(
                        "a multi-computation of objects takes words",
                        "words().computeMulti(first, describeAll).done()"),
                new Fit("a partition function of objects takes words", "words().partition(hash).done()"),
                new Fit("a partition function of objects takes keys", "words().partition(hash, numbers).done()"),
                new Fit(
                        "a state computation of objects takes words and any state",
                        "keyed().computeState(first, totals, countAny).to(Sink.tcp(out, integer))"),
                new Fit(
                        "a state computation takes the state's subclass",
                        "keyed().computeState(first, wordTotals, count).to(Sink.tcp(out, integer))"),
                new Fit(
                        "a state computation takes the state by its interface",
                        "keyed().computeState(first, countByWord, countInMap).to(Sink.tcp(out, integer))"),
                new Fit(
                        "a multi-state computation of objects takes words and any state",
                        "keyed().computeStateMulti(first, totals, countsOfAny).to(Sink.tcp(out, integer))"),
                new Fit(
                        "a multi-state computation takes the state's subclass",
                        "keyed().computeStateMulti(first, wordTotals, counts).to(Sink.tcp(out, integer))"),
                new Fit("an encoder of objects takes words", "words().to(Sink.tcp(out, any))"),
                new Fit("an encoder of characters takes words", "words().to(Sink.tcp(out, chars))"),
                new Fit(
                        "an encoder of numbers takes integers",
                        "words().compute(first, length).to(Sink.tcp(out, number))"),
                new Fit("an encoder of shapes takes circles", "circles().to(Sink.tcp(out, shape))"),
                new Fit("an encoder of unknown width takes circles", "circles().to(Sink.tcp(out, someEncoder))"),
                new Fit(
                        "several encoders of several widths take words",
                        "words().to(Sink.tcp(out, string), Sink.tcp(out, chars), Sink.tcp(out, any))"),
                // a function may give something not quite known
                new Fit(
                        "some shape of a decoder goes to an encoder of shapes",
                        "Pipeline.named(first).from(Source.tcp(in, someShape)).to(Sink.tcp(out, shape))"),
                new Fit(
                        "some shape of a computation goes to an encoder of shapes",
                        "words().compute(first, parse).to(Sink.tcp(out, shape))"),
                new Fit(
                        "a list of some shapes goes to an encoder of shapes",
                        "words().computeMulti(first, parseAll).to(Sink.tcp(out, shape))"),
                new Fit(
                        "a lambda's list of some shapes goes to an encoder of shapes",
                        "words().computeMulti(first, word -> shapesOf(word)).to(Sink.tcp(out, shape))"),
                new Fit(
                        "a method's list of some shapes goes to an encoder of shapes",
                        "words().computeMulti(first, this::shapesOf).to(Sink.tcp(out, shape))"),
                new Fit(
                        "some shape of a state computation goes to an encoder of shapes",
                        "keyed().computeState(first, totals, lastShape).to(Sink.tcp(out, shape))"),
                new Fit(
                        "some shapes of a multi-state computation go to an encoder of shapes",
                        "keyed().computeStateMulti(first, totals, lastShapes).to(Sink.tcp(out, shape))"),
                new Fit("a key of unknown type is a key", "words().partition(someKey).done()"),
                // a key stays in force
                new Fit(
                        "state after collect",
                        "words().collect().computeState(first, totals, count).to(Sink.tcp(out, integer))"),
                new Fit(
                        "state after a stateless step after a partitioning",
                        "words().partition(firstLetter).compute(first, length)"
                                + ".computeState(second, totals, sum).done()"),
                new Fit(
                        "state after a multi-computation after a fixed partitioning",
                        "words().partition(firstLetter, letters).computeMulti(first, split)"
                                + ".computeState(second, totals, count).done()"),
                new Fit(
                        "state after state",
                        "keyed().computeState(first, totals, count).computeState(second, totals, sum).done()"),
                new Fit(
                        "state after state with many outputs",
                        "keyed().computeStateMulti(first, totals, counts).computeState(second, totals, sum).done()"),
                new Fit(
                        "partitioning anew",
                        "keyed().compute(first, length).partition(parity, letters).collect().partition(hash).done()"),
                new Fit(
                        "a state with everything that it can have",
                        "keyed().computeState(first, State.named(first, Totals.class, WordTotals::new)"
                                + ".codec(totalsCodec).expireAfter(java.time.Duration.ofHours(1)), count).done()"),
                // everything in place, without a type named
                new Fit("lambdas all the way", """
                        Pipeline.named("p")
                            .from(Source.tcp(in, Decoder.framed(4, ">I", bytes -> new String(bytes))))
                            .computeMulti(first, line -> line.isEmpty() ? List.of() : List.of(line.split(" ")))
                            .compute(second, word -> word.isEmpty() ? null : word.trim())
                            .partition(word -> word.substring(0, 1), List.of("a", "b"))
                            .computeState(first, totals, (word, all) ->
                                    word.isEmpty() ? Outcome.none() : Outcome.changed(word.length()))
                            .computeStateMulti(second, totals, (size, all) -> {
                                if (size == 0) {
                                    return Outcome.changedOnly();
                                }
                                return Outcome.unchanged(List.of(size, size + 1));
                            })
                            .to(Sink.tcp(out, size -> size > 9 ? null : new byte[] {size.byteValue()}))"""),
                new Fit("methods all the way", """
                        Pipeline.named("p")
                            .from(Source.tcp(in, Decoder.fixedLength(8, String::new)))
                            .compute(first, String::trim)
                            .partition(String::length, List.of(1, 2))
                            .to(Sink.tcp(out, String::getBytes))"""));
    }

    @BeforeAll
    static void compileAll() throws IOException {
        try (SourceCompiler compiler = new SourceCompiler(classes, TestClassPath.entries())) {
            assertThat(compiler.compile(Map.of("Vocabulary", PRELUDE))).isEmpty();
            compile(compiler, twins().stream().map(twins -> text(twins.beginning, twins.wrong)));
            compile(
                    compiler,
                    Stream.concat(
                            twins().stream().map(twins -> text(twins.beginning, twins.right)),
                            fits().stream().map(fit -> text("", fit.pipeline))));
        }
    }

    /** Compiles them together: a compiler that is started for each takes a minute for all. */
    private static void compile(SourceCompiler compiler, Stream<String> pipelines) {
        Map<String, String> pipelinesByClass = new HashMap<>();
        pipelines.forEach(text -> pipelinesByClass.put("Snippet" + pipelinesByClass.size(), text));
        Map<String, String> sources = new HashMap<>();
        pipelinesByClass.forEach((name, text) -> sources.put(name, HEAD.formatted(name) + text + ";\n}\n"));
        Map<String, List<CompileError>> errors =
                compiler.compile(sources).stream().collect(Collectors.groupingBy(CompileError::source));
        pipelinesByClass.forEach(
                (name, text) -> ERRORS.put(text, errors.getOrDefault("/" + name + ".java", List.of())));
    }

    @AfterAll
    static void forget() {
        ERRORS.clear();
    }

    @ParameterizedTest
    @MethodSource("twins")
    void rejectsWhatDoesNotFitAndSaysWhere(Twins twins) {
        assertThat(errors(text(twins.beginning, twins.wrong))).singleElement().satisfies(error -> {
            assertThat(error.line()).isEqualTo(lineAfter(twins.beginning));
            assertThat(withSimpleNames(error.message())).contains(twins.complaint);
        });
    }

    @ParameterizedTest
    @MethodSource("twins")
    void acceptsTheTwinThatFits(Twins twins) {
        assertThat(errors(text(twins.beginning, twins.right))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("fits")
    void acceptsWhatFits(Fit fit) {
        assertThat(errors(text("", fit.pipeline))).isEmpty();
    }

    private static String text(String beginning, String end) {
        return beginning + '\n' + end;
    }

    private static List<CompileError> errors(String pipeline) {
        return Objects.requireNonNull(ERRORS.get(pipeline), "not compiled");
    }

    private static long lineAfter(String beginning) {
        return (HEAD + beginning + '\n').lines().count() + 1;
    }

    private static String withSimpleNames(String message) {
        return message.replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])|Vocabulary\\.", "");
    }

    record Twins(String promise, String beginning, String right, String wrong, String complaint) {

        @Override
        public String toString() {
            return promise;
        }
    }

    record Fit(String promise, String pipeline) {

        @Override
        public String toString() {
            return promise;
        }
    }
}
