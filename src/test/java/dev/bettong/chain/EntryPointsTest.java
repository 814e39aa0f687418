package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.chain.EntryPoints.Entry;
import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Within;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.InvalidRequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that fail are kept, and enter again where they failed. */
class EntryPointsTest {

    record Count(String word, int total) {}

    record Key(String word) {}

    private static final FramedDecoder<String> TEXT = Decoder.lines(bytes -> new String(bytes, UTF_8));
    private static final State<AtomicInteger> TOTAL = State.named("total", AtomicInteger.class, AtomicInteger::new);
    private static final State<AtomicInteger> SUM = State.named("sum", AtomicInteger.class, AtomicInteger::new);
    private static final int PARTITIONS = 8;
    private static final int LARGE = 1000;

    private final LocalContext ports = new LocalContext(1);
    private final List<String> broken = new ArrayList<>(); // names of the steps that throw
    private final Set<String> ran = new HashSet<>(); // names of the steps that were called since the failure

    private final Encoder<Object> line = output -> {
        call("out");
        return output.toString().getBytes(UTF_8);
    };

    private final Pipeline pipeline = Pipeline.named("words")
            .from(Source.tcp("in", TEXT))
            .computeMulti("split", text -> {
                call("split");
                return List.of(text.split(" "));
            })
            .partition("by word", word -> {
                call("by word");
                return word;
            })
            .computeState("count", TOTAL, (word, total) -> {
                call("count");
                return Outcome.changed(new Count(word, total.incrementAndGet()));
            })
            .when(
                    "large",
                    count -> {
                        call("large");
                        return count.total() > 100;
                    },
                    large -> large.done())
            .otherwise(rest -> rest.partition(
                            "by total",
                            count -> {
                                call("by total");
                                return count.total();
                            },
                            List.of(1, 2, 3))
                    .computeState("sum", SUM, (count, sum) -> {
                        call("sum");
                        return Outcome.changed(count.word() + " " + count.total() + " " + sum.incrementAndGet());
                    })
                    .to(Sink.tcp("out", line)));

    private void call(String step) {
        ran.add(step);
        if (broken.contains(step)) {
            throw new IllegalStateException(step + " is broken");
        }
    }

    private static Map<Step, EventType> types(Pipeline pipeline, Map<String, Class<?>> types) {
        IdentityHashMap<Step, EventType> found = new IdentityHashMap<>();
        List<Step> steps = new ArrayList<>(pipeline.steps());
        steps.addAll(pipeline.from());
        for (Step step : steps) {
            Class<?> type = types.get(step.name());
            if (type != null) {
                found.put(step, EventType.of(type));
            }
        }
        return found;
    }

    private EntryPoints points() {
        return EntryPoints.of(
                pipeline,
                types(
                        pipeline,
                        Map.of(
                                "in", String.class,
                                "split", String.class,
                                "by word", String.class,
                                "count", Count.class,
                                "large", Count.class,
                                "by total", Count.class,
                                "sum", String.class)),
                PARTITIONS,
                LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "by word", "count", "large", "by total", "sum", "out"})
    void runsAnEventFromTheStepThatFailedOn(String step) {
        List<String> order = List.of("split", "by word", "count", "large", "by total", "sum", "out");
        EntryPoints points = points();
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, ports, points);
        broken.add(step);
        chain.frame(0, "apple".getBytes(UTF_8));
        FailedEvent failed = ports.events.getFirst();
        broken.clear();
        ran.clear();

        chain.receiveAt(points.entry(failed));

        assertThat(ports.texts("out")).containsExactly("apple 1 1");
        assertThat(ran).containsExactlyInAnyOrderElementsOf(order.subList(order.indexOf(step), order.size()));
        assertThat(failed.step()).isEqualTo(step);
    }

    @Test
    void runsOnlyTheEventOfAFrameThatFailed() {
        EntryPoints points = points();
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, ports, points);
        broken.add("out");
        chain.frame(0, "a b a".getBytes(UTF_8));
        broken.clear();

        ports.events.forEach(event -> chain.receiveAt(points.entry(event)));
        chain.frame(0, "a".getBytes(UTF_8));

        assertThat(ports.texts("out")).containsExactly("a 1 1", "b 1 2", "a 2 1", "a 3 1");
    }

    @Test
    void runsAnEventOfAJoinOnItsSide() {
        Pipeline.Keyed<String, Count> counts = Pipeline.named("pairs")
                .from(Source.tcp("counts", TEXT))
                .compute("count", word -> new Count(word, 1))
                .partition("by count", Count::word);
        Pipeline pairs = Pipeline.named("pairs")
                .from(Source.tcp("words", TEXT))
                .partition("by word", word -> word)
                .join(
                        "pair",
                        String.class,
                        counts,
                        Count.class,
                        Within.between(Duration.ZERO, Duration.ZERO),
                        (word, count) -> {
                            call("pair");
                            return word + count.total();
                        })
                .to(Sink.tcp("out", line));
        EntryPoints points = EntryPoints.of(
                pairs, types(pairs, Map.of("by word", String.class, "by count", Count.class)), PARTITIONS, LARGE);
        OperatorChain chain = OperatorChain.compile(pairs, PARTITIONS, ports, points);
        chain.frame(0, "apple".getBytes(UTF_8));
        chain.frame(1, "banana".getBytes(UTF_8));
        broken.add("pair");
        chain.frame(1, "apple".getBytes(UTF_8));
        chain.frame(0, "banana".getBytes(UTF_8));
        broken.clear();

        List.copyOf(ports.events).forEach(event -> chain.receiveAt(points.entry(event)));

        assertThat(ports.texts("out")).containsExactly("apple1", "banana1");
    }

    @Test
    void readsWhatAnotherProcessKept() {
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, ports, points());
        broken.add("sum");
        chain.frame(0, "apple".getBytes(UTF_8));
        FailedEvent failed = ports.events.getFirst();

        Entry entry = points().entry(new FailedEvent(failed.step(), failed.event(), failed.key()));

        assertThat(entry).isEqualTo(new Entry("sum", new Count("apple", 1), 1, 0));
    }

    @Test
    void keepsOnlyTheFrameWhereTheTypeIsNotKnownOrTheEventIsLarge() {
        OperatorChain unknown = OperatorChain.compile(
                pipeline, PARTITIONS, ports, EntryPoints.of(pipeline, Map.of(), PARTITIONS, LARGE));
        OperatorChain none = OperatorChain.compile(pipeline, PARTITIONS, ports);
        OperatorChain known = OperatorChain.compile(pipeline, PARTITIONS, ports, points());
        broken.add("count");
        unknown.frame(0, "apple".getBytes(UTF_8));
        none.frame(0, "apple".getBytes(UTF_8));
        known.frame(0, "a".repeat(LARGE).getBytes(UTF_8));
        known.frame(0, "one two three".getBytes(UTF_8));

        assertThat(ports.letters).hasSize(3 + 3);
        assertThat(ports.events).hasSize(3); // those of the last frame
    }

    @Test
    void keepsOnlyTheFrameWhereTheKeyCannotBeReadBack() {
        Pipeline byRecord = Pipeline.named("p")
                .from(Source.tcp("in", TEXT))
                .partition("by key", Key::new)
                .compute("fail", word -> {
                    throw new IllegalStateException(word);
                })
                .done();
        Pipeline byList = Pipeline.named("p")
                .from(Source.tcp("in", TEXT))
                .partition("by key", Key::new, List.of(new Key("b"), new Key("a")))
                .compute("fail", word -> {
                    throw new IllegalStateException(word);
                })
                .done();

        assertThat(kept(byRecord)).isEmpty();
        assertThat(kept(byList)).hasSize(1);
        EntryPoints points = EntryPoints.of(byList, types(byList, Map.of("by key", String.class)), PARTITIONS, LARGE);
        assertThat(points.entry(kept(byList).getFirst())).isEqualTo(new Entry("fail", "a", new Key("a"), 1));
    }

    private static List<FailedEvent> kept(Pipeline pipeline) {
        LocalContext ports = new LocalContext(1);
        Map<Step, EventType> types = types(pipeline, Map.of("by key", String.class));
        EntryPoints points = EntryPoints.of(pipeline, types, PARTITIONS, LARGE);
        OperatorChain.compile(pipeline, PARTITIONS, ports, points).frame(0, "a".getBytes(UTF_8));
        assertThat(ports.letters).hasSize(1);
        return ports.events;
    }

    @Test
    void refusesWhatThePipelineDoesNotTakeAnyMore() {
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, ports, points());
        broken.add("sum");
        chain.frame(0, "apple".getBytes(UTF_8));
        FailedEvent failed = ports.events.getFirst();

        assertRefused(new FailedEvent("gone", failed.event(), failed.key()), "no such step");
        assertRefused(new FailedEvent("sum", new byte[] {1}, failed.key()), "do not hold an event of type");
        assertRefused(new FailedEvent("sum", failed.event(), null), "it was partitioned differently");
        assertRefused(new FailedEvent("split", failed.event(), null), "do not hold an event of type");
        assertRefused(
                new FailedEvent("sum", failed.event(), dev.bettong.keys.KeyCodec.encode(4)),
                "its key is none of 'by total'");
    }

    private void assertRefused(FailedEvent event, String why) {
        assertThatThrownBy(() -> points().entry(event))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("The event cannot enter the pipeline at '%s', because".formatted(event.step()))
                .hasMessageContaining(why)
                .hasMessageContaining("Re-drive the letter with the bytes of its frame.");
    }

    @Test
    void takesNoEventOfAPartitionThatAnotherWorkerOwns() {
        OperatorChain chain = OperatorChain.compile(pipeline, PARTITIONS, new LocalContext(2), points());

        assertThatThrownBy(() -> chain.receiveAt(new Entry("sum", new Count("apple", 2), 2, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partition 1 is owned elsewhere");
    }

    @Test
    void entersAtTheEncoderOfTheStepThatWroteToASinkOfSeveral() {
        Encoder<Object> failing = output -> {
            call("upper");
            return output.toString().toUpperCase(java.util.Locale.ROOT).getBytes(UTF_8);
        };
        Pipeline both = Pipeline.named("p")
                .from(Source.tcp("in", TEXT))
                .also(all -> all.compute("same", word -> word).to(Sink.tcp("out", failing)))
                .compute("trim", String::trim)
                .to(Sink.tcp("out", line));
        EntryPoints points = EntryPoints.of(
                both, types(both, Map.of("same", String.class, "trim", String.class)), PARTITIONS, LARGE);
        OperatorChain chain = OperatorChain.compile(both, PARTITIONS, ports, points);
        broken.add("upper");
        chain.frame(0, "apple".getBytes(UTF_8));
        broken.clear();

        chain.receiveAt(points.entry(ports.events.getFirst()));

        assertThat(ports.events).extracting(FailedEvent::step).containsExactly("out behind same");
        assertThat(ports.texts("out")).containsExactly("apple", "APPLE");
    }
}
