package dev.bettong.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.test.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The aggregations that are ready to use. Events are a key and a number, such as {@code a 5}. */
class AggregationTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** No initial value counts, so those of the states are in the way of every result. */
    private static final State<Long> LONGS = State.named("longs", Long.class, () -> 0L);

    private static final State<Double> DOUBLES = State.named("doubles", Double.class, () -> 1_000.0);
    private static final State<Reading> READINGS =
            State.named("readings", Reading.class, () -> new Reading("initial", 0));

    record Reading(String key, long number) {}

    private static Pipeline.Keyed<String, Reading> readings() {
        return Pipeline.named("aggregations")
                .from(Source.tcp("readings", Decoder.lines(AggregationTest::decode)))
                .partition(Reading::key);
    }

    private static Reading decode(byte[] line) {
        String[] words = new String(line, UTF_8).split(" ", -1);
        return new Reading(words[0], Long.parseLong(words[1]));
    }

    private static Pipeline sending(Pipeline.Stage<? extends Aggregated<String, ?>> results) {
        return results.compute(
                        "text",
                        result -> result.value() + " of " + result.window().events())
                .to(Sink.tcp("results", text -> (text + "\n").getBytes(UTF_8)));
    }

    private static Pipeline of(
            Window window, State<Long> state, Aggregation<Reading, Long, String, Aggregated<String, Long>> way) {
        return sending(readings().window(window).aggregate("aggregate", state, way));
    }

    static Stream<Arguments> aggregations() {
        return Stream.of(
                Arguments.of(of(Window.tumbling(MINUTE), LONGS, Aggregation.count()), "4 of 4"),
                Arguments.of(of(Window.tumbling(MINUTE), LONGS, Aggregation.sum(Reading::number)), "26 of 4"),
                Arguments.of(of(Window.tumbling(MINUTE), LONGS, Aggregation.min(Reading::number)), "5 of 4"),
                Arguments.of(
                        of(Window.tumbling(MINUTE), LONGS, Aggregation.max(reading -> -reading.number())), "-5 of 4"),
                Arguments.of(
                        sending(readings()
                                .window(Window.tumbling(MINUTE))
                                .aggregate("aggregate", DOUBLES, Aggregation.average(Reading::number))),
                        "6.5 of 4"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("aggregations")
    void aggregatesTheEventsOfAWindow(Pipeline pipeline, String result) {
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("readings").send("a 7", "a 5", "a 9", "a 5");
            test.pass(MINUTE);
            test.sink("results").sends(result);
        }
    }

    @Test
    void mergeThePartsOfSlidingWindows() {
        Window sliding = Window.sliding(Duration.ofSeconds(20), Duration.ofSeconds(10));
        try (PipelineTest test = PipelineTest.of(of(sliding, LONGS, Aggregation.min(Reading::number)))) {
            test.source("readings").send("a 9");
            test.pass(Duration.ofSeconds(10));
            test.source("readings").send("a 7");
            test.pass(Duration.ofSeconds(10));
            test.source("readings").send("a 8");
            test.pass(Duration.ofSeconds(30));
            test.sink("results").sends("9 of 1", "7 of 2", "7 of 2", "8 of 1");
        }
    }

    @Test
    void keepTheFirstOfTheLargestEvents() {
        Comparator<Reading> tens = Comparator.comparingLong(reading -> reading.number() / 10);
        try (PipelineTest test = PipelineTest.of(sending(
                readings().window(Window.count(4)).aggregate("aggregate", READINGS, Aggregation.maxBy(tens))))) {
            test.source("readings").send("a 17", "a 25", "a 24", "a 18");
            test.sink("results").sends("Reading[key=a, number=25] of 4");
        }
    }

    @Test
    void keepTheFirstOfTheSmallestEvents() {
        Comparator<Reading> tens = Comparator.comparingLong(reading -> reading.number() / 10);
        try (PipelineTest test =
                PipelineTest.of(sending(readings().aggregate("aggregate", READINGS, Aggregation.minBy(tens))))) {
            test.source("readings").send("a 17", "a 25", "a 14", "a 5");
            test.sink("results")
                    .sends(
                            "Reading[key=a, number=17] of 1",
                            "Reading[key=a, number=17] of 2",
                            "Reading[key=a, number=17] of 3",
                            "Reading[key=a, number=5] of 4");
        }
    }

    @Test
    void reduceEventsInTheirOrder() {
        Aggregation<Reading, Reading, String, Aggregated<String, Reading>> digits =
                Aggregation.reduce((first, second) -> new Reading(first.key(), first.number() * 10 + second.number()));
        try (PipelineTest test = PipelineTest.of(
                sending(readings().window(Window.session(MINUTE)).aggregate("aggregate", READINGS, digits)))) {
            test.source("readings").send("a 1", "a 2", "a 3");
            test.pass(MINUTE);
            test.sink("results").sends("Reading[key=a, number=123] of 3");
        }
    }

    @Test
    void giveNothingForAWindowWithoutEvents() {
        Window withEmpty = Window.tumbling(Duration.ofSeconds(10)).withEmpty(Duration.ofSeconds(30));
        try (PipelineTest test = PipelineTest.of(of(withEmpty, LONGS, Aggregation.min(Reading::number)))) {
            test.source("readings").send("a 5");
            test.pass(MINUTE);
            test.sink("results").sends("5 of 1");
        }
        try (PipelineTest test = PipelineTest.of(of(withEmpty, LONGS, Aggregation.count()))) {
            test.source("readings").send("a 5");
            test.pass(MINUTE);
            test.sink("results").sends("1 of 1", "0 of 0", "0 of 0");
        }
    }

    @Test
    void firesALateEventByItself() {
        EventTime<Reading> time = EventTime.of(reading -> Instant.ofEpochSecond(reading.number()));
        Pipeline late = sending(Pipeline.named("late")
                .from(Source.tcp("readings", Decoder.lines(AggregationTest::decode))
                        .eventTime(time))
                .partition(Reading::key)
                .window(Window.tumbling(MINUTE).late(LatePolicy.FIRE_PER_MESSAGE))
                .aggregate("aggregate", LONGS, Aggregation.max(reading -> -reading.number())));
        try (PipelineTest test = PipelineTest.of(late)) {
            test.source("readings").send("a 61", "a 5");
            test.sink("results").sends("-5 of 1");
        }
    }

    @Test
    void doNotAverageWhatIsNoNumber() {
        Aggregation<Reading, Double, String, Aggregated<String, Double>> inverse =
                Aggregation.average(reading -> 1.0 / reading.number());
        try (PipelineTest test =
                PipelineTest.of(sending(readings().window(Window.count(2)).aggregate("aggregate", DOUBLES, inverse)))) {
            test.source("readings").send("a 0", "a 1", "a 0", "a 2");
            test.fails("aggregate", "compute");
            test.fails("aggregate", "compute");
            test.sink("results").sends("0.75 of 2");
        }
    }

    @Test
    void beginWithTheirFirstEventAlsoAfterACrash() {
        PipelineTest.everywhere(
                test -> {
                    test.source("readings").send("a 5", "a 6");
                    test.source("readings").send("a 7", "a 8");
                    test.source("readings").send("a 9", "a 10");
                    test.sink("results").sends("5 of 3", "8 of 3");
                },
                of(Window.count(3), LONGS, Aggregation.min(Reading::number)));
    }
}
