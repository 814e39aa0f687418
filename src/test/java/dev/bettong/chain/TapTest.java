package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.TapListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapTest {

    private final LocalContext ports = new LocalContext(1);
    private final List<String> heard = new ArrayList<>();
    private final TapListener first = (event, key, partition) -> heard.add(event + " " + key + " " + partition);
    private final TapListener second = (event, key, partition) -> heard.add("second " + event);
    private final OperatorChain chain = OperatorChain.compile(
            Pipeline.named("test")
                    .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                    .computeMulti("split", line -> List.of(line.split(" ", -1)))
                    .partition((String word) -> word, List.of("a", "b"))
                    .computeState(
                            "count",
                            State.named("counts", StringBuilder.class, StringBuilder::new),
                            (String word, StringBuilder count) ->
                                    Outcome.changed(count.append("I").toString()))
                    .to(Sink.tcp("out", count -> count.getBytes(UTF_8))),
            8,
            ports);

    private void frame(String line) {
        chain.frame(0, line.getBytes(UTF_8));
    }

    @Test
    void hearsWhatComesToTheStepAndChangesNothing() {
        chain.tap("count", first);
        frame("a b a");

        assertThat(heard).containsExactly("a a 0", "b b 1", "a a 0");
        assertThat(ports.texts("out")).containsExactly("I", "I", "II");
        assertThat(chain.steps()).extracting(StepCounters::messages).containsExactly(1L, 3L);
    }

    @Test
    void hearsNoKeyBeforeThePartitioning() {
        chain.tap("split", first);
        frame("a b");

        assertThat(heard).containsExactly("a b null -1");
    }

    @Test
    void letsEveryListenerGoByItself() {
        chain.tap("count", first);
        chain.tap("count", second);
        chain.untap(first);
        frame("a");
        assertThat(heard).containsExactly("second a");

        chain.untap(second);
        frame("b");

        assertThat(heard).containsExactly("second a");
    }

    @Test
    void leavesNothingBehind() {
        Call<Object> function = (event, key, partition) -> event;
        ComputeOperator operator = new ComputeOperator(
                function,
                new StepCounters("step", nanos -> {}),
                new EntryPoints.Place("step", EntryPoints.NONE, ""),
                chain.failures().getFirst(),
                new BroadcastOperator(List.of()));
        operator.tap(first);
        operator.tap(second);
        operator.untap(first);
        operator.untap(second);

        assertThat(operator.function).isSameAs(function);
    }
}
