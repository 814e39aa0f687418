package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Takes the stack inside every function of a pipeline that has one of each kind. */
class StepLocatorTest {

    private final List<StackTraceElement[]> stacks = new ArrayList<>();

    private <T> T seen(T value) {
        stacks.add(Thread.currentThread().getStackTrace());
        return value;
    }

    private Pipeline pipeline(boolean twoSinks) {
        State<StringBuilder> first = State.named("first", StringBuilder.class, StringBuilder::new);
        State<StringBuilder> second = State.named("second", StringBuilder.class, StringBuilder::new);
        Pipeline.Stage<String> stage = Pipeline.named("all kinds")
                .from(Source.tcp("in", Decoder.lines(bytes -> seen(new String(bytes, UTF_8)))))
                .compute("compute", this::seen)
                .computeMulti("multi", word -> seen(List.of(word)))
                .partition((String word) -> seen(word))
                .computeState("state", first, (word, entity) -> seen(Outcome.changed(word)))
                .partition((String word) -> seen(word), List.of("a"))
                .computeStateMulti("state multi", second, (word, entity) -> seen(Outcome.changed(List.of(word))))
                .compute("last", this::seen);
        Sink<String> out = Sink.tcp("out", word -> seen(word.getBytes(UTF_8)));
        return twoSinks ? stage.to(out, Sink.tcp("copy", word -> word.getBytes(UTF_8))) : stage.to(out);
    }

    private List<String> read(Pipeline pipeline, int segment) {
        StepLocator reading = new StepLocator(pipeline);
        return stacks.stream().map(stack -> reading.step(segment, stack)).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesEveryStepOfAFrame(boolean twoSinks) {
        Pipeline pipeline = pipeline(twoSinks);
        OperatorChain.compile(pipeline, 8, new LocalContext(1)).frame("a".getBytes(UTF_8));

        List<String> expected = new ArrayList<>(List.of("in"));
        pipeline.steps().forEach(step -> expected.add(step.name()));
        expected.add(twoSinks ? "the sinks" : "out");
        assertThat(read(pipeline, 0)).isEqualTo(expected);
    }

    @Test
    void namesTheStepsOfEventsFromOtherWorkers() {
        Pipeline pipeline = pipeline(false);
        OperatorChain chain = OperatorChain.compile(pipeline, 8, new LocalContext(1));

        chain.receive(2, "a", "a", 0);
        assertThat(read(pipeline, 2)).containsExactly("state multi", "last", "out");
        stacks.clear();
        chain.receive(1, "a", "a", 0);
        assertThat(read(pipeline, 1)).startsWith("state").endsWith("state multi", "last", "out");
    }

    @Test
    void namesNoneOutsideOfTheChain() {
        seen("nothing");

        assertThat(read(pipeline(false), 0)).containsExactly((String) null);
    }
}
