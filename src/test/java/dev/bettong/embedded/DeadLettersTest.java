package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.embedded.Traps.Place;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters from the failing function to where they can be read, on two workers. */
class DeadLettersTest {

    private static final int MAX_FRAME_SIZE = 1_024;
    private static final int H = 2; // partition of the key "h"
    private static final int NONE = -1;

    private LineServer sink;

    @BeforeEach
    void listen() throws IOException {
        sink = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    private RunningPipelines run(Pipeline pipeline) {
        return RunningPipelines.with(2).maxFrameSize(MAX_FRAME_SIZE).run(sink.port(), pipeline);
    }

    /**
     * A pipeline in which every word changes the worker twice: its frames are words of the keys a and b. One with a "!"
     * fails behind the first partitioning, one with a "?" behind the second, one with a "#" in the encoder.
     */
    private static Pipeline wandering() {
        State<AtomicInteger> counts = State.named("counts", AtomicInteger.class, AtomicInteger::new);
        return Pipeline.named("wandering")
                .from(Source.tcp("in", Decoder.framed(4, ">i", bytes -> new String(bytes, UTF_8))))
                .computeMulti("split", text -> List.of(text.split(" ")))
                .partition(word -> word.substring(0, 1), List.of("a", "b"))
                .computeState("count", counts, (word, count) -> Outcome.changed(without("!", word)))
                .partition(word -> word.startsWith("a") ? "b" : "a", List.of("a", "b"))
                .compute("late", word -> without("?", word))
                .to(Sink.tcp("out", word -> (without("#", word) + "\n").getBytes(UTF_8)));
    }

    private static String without(String bad, String word) {
        if (word.contains(bad)) {
            throw new IllegalArgumentException(word);
        }
        return word;
    }

    private static String text(DeadLetter letter) {
        return new String(letter.frame(), UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheFrameOfWhatAFunctionThrowsOnWhateverWorkerItWasRead(Place place) throws Exception {
        String event = place.event(Blow.RUNTIME_EXCEPTION, "sesame");
        try (RunningPipelines pipelines = run(Traps.pipeline("traps"));
                Attacker first = Attacker.connect(pipelines.port());
                Attacker second = Attacker.connect(pipelines.port())) { // a server deals them out to its event loops
            first.send(Attacker.frames(event));
            second.send(Attacker.frames(event));

            int partition = switch (place) {
                case DECODER, COMPUTATION, MULTI_COMPUTATION, PARTITION_FUNCTION -> NONE;
                case STATE_COMPUTATION, MULTI_STATE_COMPUTATION, ENCODER -> H;
            };
            assertThat(pipelines.awaitLetters(2)).allSatisfy(letter -> {
                assertThat(letter.pipeline()).isEqualTo("traps");
                assertThat(letter.step()).isEqualTo(place.step);
                assertThat(letter.reason().tag()).isEqualTo(place.reason);
                assertThat(letter.partition()).isEqualTo(partition);
                assertThat(letter.cause())
                        .startsWith("java.lang.IllegalArgumentException: " + event)
                        .contains(" at " + Blow.class.getName());
                assertThat(text(letter)).isEqualTo(event);
            });
        }
    }

    @Test
    void keepsTheWholeFrameWithEachOfItsEvents() throws Exception {
        try (RunningPipelines pipelines = run(wandering());
                Attacker first = Attacker.connect(pipelines.port());
                Attacker second = Attacker.connect(pipelines.port())) {
            first.send(Attacker.frames("a1 b1! a2? b3# b2", "a4!", "b5!"));
            second.send(Attacker.frames("c6", "b7? a7? a8"));

            assertThat(pipelines.awaitLetters(8))
                    .extracting(DeadLetter::step, DeadLetter::reason, DeadLetter::partition, DeadLettersTest::text)
                    .containsExactlyInAnyOrder(
                            tuple("count", FailureReason.COMPUTE, 1, "a1 b1! a2? b3# b2"),
                            tuple("late", FailureReason.COMPUTE, 1, "a1 b1! a2? b3# b2"),
                            tuple("out", FailureReason.ENCODE, 0, "a1 b1! a2? b3# b2"),
                            tuple("count", FailureReason.COMPUTE, 0, "a4!"),
                            tuple("count", FailureReason.COMPUTE, 1, "b5!"),
                            tuple("partition 1", FailureReason.UNKNOWN_PARTITION, NONE, "c6"),
                            tuple("late", FailureReason.COMPUTE, 0, "b7? a7? a8"),
                            tuple("late", FailureReason.COMPUTE, 1, "b7? a7? a8"));
            assertThat(sink.awaitLines(3, RunningPipelines.DEADLINE)).containsExactlyInAnyOrder("a1", "b2", "a8");
        }
    }

    @Test
    void keepsWhatIsNoFrame() throws Exception {
        try (RunningPipelines pipelines = run(wandering());
                Attacker tooLong = Attacker.connect(pipelines.port());
                Attacker negative = Attacker.connect(pipelines.port());
                Attacker cut = Attacker.connect(pipelines.port())) {
            tooLong.send("\u007f\0\0\0sesame".getBytes(ISO_8859_1));
            negative.send("\u00ff\0\0\0sesame".getBytes(ISO_8859_1));
            cut.send("\0\0\0\u0009sesame".getBytes(ISO_8859_1));
            cut.hangUp();

            assertThat(pipelines.awaitLetters(3))
                    .extracting(DeadLetter::step, DeadLetter::reason, DeadLetter::partition)
                    .containsExactlyInAnyOrder(
                            tuple("in", FailureReason.FRAME_TOO_LARGE, NONE),
                            tuple("in", FailureReason.MALFORMED_FRAME, NONE),
                            tuple("in", FailureReason.TRUNCATED_FRAME, NONE));
        }
    }

    @Test
    void keepsNothingIfThePolicyIsToSkip() throws Exception {
        try (RunningPipelines pipelines = run(wandering().onFailure(FailurePolicy.SKIP));
                Attacker client = Attacker.connect(pipelines.port())) {
            client.send(Attacker.frames("a1! b1 b2? a2"));
            pipelines.awaitFailures("compute", 2);
            client.send(Attacker.frames("a3 b3"));
            sink.awaitLines(4, RunningPipelines.DEADLINE);

            assertThat(pipelines.deadLetters().count()).isZero();
        }
    }

    @Test
    void keepsTheFewOfOnePipelineInAFloodOfAnother(@TempDir Path directory) throws Exception {
        Pipeline few = Tallies.pipeline("few", State.named("few", Tallies.Tally.class, Tallies.Tally::new));
        Pipeline many = Tallies.pipeline("many", State.named("many", Tallies.Tally.class, Tallies.Tally::new));
        try (RunningPipelines pipelines = RunningPipelines.with(1)
                .durableIn(directory)
                .checkpointInterval(Duration.ofHours(1))
                .letters(new DeadLetterBounds(20, Duration.ofDays(1), 10_000))
                .run(sink.port(), few, many)) {
            pipelines.awaitStatus("it runs", status -> status.status() == Status.RUNNING);
            try (Attacker first = Attacker.connect(pipelines.port("few"));
                    Attacker second = Attacker.connect(pipelines.port("many"))) {
                first.send(Attacker.frames("fail once"));
                pipelines.awaitFailures("compute", 1);
                String[] flood = new String[100];
                Arrays.fill(flood, "fail " + "x".repeat(1_000));
                second.send(Attacker.frames(flood));
                await().atMost(RunningPipelines.DEADLINE)
                        .until(() -> pipelines.status("many").failures().getOrDefault("compute", 0L) == 100);
            }
            pipelines.checkpoint();

            DeadLetters letters = pipelines.deadLetters();
            assertThat(letters.count("few")).isEqualTo(1);
            assertThat(letters.count("many")).isBetween(1L, 10L);
            assertThat(letters.dropped("few")).isZero();
            assertThat(letters.dropped("many")).isEqualTo(100 - letters.count("many"));
        }
    }

    @Test
    void metersWhatIsThere() throws Exception {
        try (RunningPipelines pipelines = run(wandering());
                Attacker client = Attacker.connect(pipelines.port())) {
            client.send(Attacker.frames("a1!", "b1!"));
            pipelines.awaitLetters(2);

            assertThat(pipelines.registry().get("bettong.dead.letters").gauge().value())
                    .isEqualTo(2);
            assertThat(pipelines
                            .registry()
                            .get("bettong.dead.letters.dropped")
                            .functionCounter()
                            .count())
                    .isZero();
        }
    }
}
