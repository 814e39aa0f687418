package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looks inside every function of a pipeline that has one of each kind where the worker is. */
class StepPositionTest {

    private final List<@Nullable String> seen = new ArrayList<>();
    private @Nullable OperatorChain chain;

    private <T> T seen(T value) {
        seen.add(Objects.requireNonNull(chain)
                .position()
                .step(Thread.currentThread().getStackTrace()));
        return value;
    }

    private OperatorChain chain() {
        State<StringBuilder> first = State.named("first", StringBuilder.class, StringBuilder::new);
        State<StringBuilder> second = State.named("second", StringBuilder.class, StringBuilder::new);
        Pipeline pipeline = Pipeline.named("all kinds")
                .from(Source.tcp("in", Decoder.lines(bytes -> seen(new String(bytes, UTF_8)))))
                .compute("compute", this::seen)
                .computeMulti("multi", word -> seen(List.of(word, word)))
                .also(all -> all.compute("copied", this::seen).done())
                .partition((String word) -> seen(word))
                .computeState("state", first, (word, entity) -> seen(Outcome.changed(word)))
                .partition("by word", (String word) -> seen(word), List.of("a"))
                .computeStateMulti("state multi", second, (word, entity) -> seen(Outcome.changed(List.of(word))))
                .when("long", (String word) -> seen(word).length() > 1, some -> some.done())
                .otherwise(rest -> rest.compute("last", this::seen)
                        .to(
                                Sink.tcp("out", word -> seen(word.getBytes(UTF_8))),
                                Sink.tcp("copy", word -> seen(word.getBytes(UTF_8)))));
        OperatorChain made = OperatorChain.compile(pipeline, 8, new LocalContext(1));
        chain = made;
        return made;
    }

    @Test
    void namesEveryStepOfAFrame() {
        chain().frame(0, "a".getBytes(UTF_8));

        List<String> each =
                List.of("copied", "partition 1", "state", "by word", "state multi", "long", "last", "out", "copy");
        List<String> expected = new ArrayList<>(List.of("in", "compute", "multi"));
        expected.addAll(each);
        expected.addAll(each);
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void namesTheStepWhoseListIsComputedOnlyWhenItIsRead() {
        Pipeline pipeline = Pipeline.named("lazy")
                .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                .computeMulti("multi", word -> new Lazy(word))
                .to(Sink.tcp("out", word -> seen(word.getBytes(UTF_8))));
        OperatorChain made = OperatorChain.compile(pipeline, 8, new LocalContext(1));
        chain = made;

        made.frame(0, "a".getBytes(UTF_8));

        assertThat(seen).containsExactly("multi", "out", "multi", "out");
    }

    private final class Lazy extends AbstractList<String> implements RandomAccess {

        private final String word;

        Lazy(String word) {
            this.word = word;
        }

        @Override
        public String get(int index) {
            return seen(word);
        }

        @Override
        public int size() {
            return 2;
        }
    }

    @Test
    void namesTheStepsOfEventsFromOtherWorkers() {
        chain().receive(2, "a", "a", 0);

        assertThat(seen).containsExactly("state multi", "long", "last", "out", "copy");
    }

    @Test
    void namesNoneOutsideOfTheChain() {
        chain().frame(0, "a".getBytes(UTF_8));
        seen.clear();

        seen("nothing");

        assertThat(seen).containsExactly((String) null);
    }
}
