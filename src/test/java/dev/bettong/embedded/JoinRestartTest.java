package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Within;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Edge;
import dev.bettong.runtime.PipelineGraph.Kind;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.LineServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins on real workers, by the clock, through stops. Events are words; their first letters are the keys. */
class JoinRestartTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int MANY = 2_000;

    @TempDir
    private Path directory;

    private static Pipeline.Keyed<String, String> keyed(String source) {
        return Pipeline.named("p")
                .from(Source.tcp(source, Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition(source + " by letter", (String word) -> word.substring(0, 1));
    }

    private static Pipeline pairs(Duration within) {
        return keyed("left")
                .join(
                        "pair",
                        String.class,
                        keyed("right"),
                        String.class,
                        Within.between(within, within),
                        (left, right) -> left + " " + right)
                .to(Sink.tcp("out", (String text) -> (text + "\n").getBytes(UTF_8)));
    }

    private static void send(RunningPipelines running, String source, String... words) throws Exception {
        try (Attacker client = Attacker.connect(running.sourcePort(source))) {
            client.send(Attacker.frames(words));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 2"})
    void eventsMeetThoseOfTheRunBefore(int workers, int workersNow) throws Exception {
        try (LineServer out = LineServer.start()) {
            try (RunningPipelines running = RunningPipelines.with(workers)
                    .durableIn(directory)
                    .checkpointInterval(DEADLINE)
                    .run(out.port(), pairs(Duration.ofHours(1)))) {
                running.await("p", Status.RUNNING);
                send(running, "left", "a1", "b1");
                send(running, "right", "b2");
                out.awaitLines(1, DEADLINE);
                running.checkpoint();
                send(running, "right", "c2");
                send(running, "left", "c1");
                out.awaitLines(2, DEADLINE); // and so both are in the journal
            }
            try (RunningPipelines running = RunningPipelines.with(workersNow)
                    .durableIn(directory)
                    .run(out.port(), pairs(Duration.ofHours(1)))) {
                running.await("p", Status.RUNNING);
                send(running, "right", "a3", "c3");
                send(running, "left", "b3");
                assertThat(out.awaitLines(5, DEADLINE))
                        .containsExactlyInAnyOrder("b1 b2", "c1 c2", "a1 a3", "c1 c3", "b3 b2");
            }
        }
    }

    @Test
    void whatWaitsIsShownAndLeavesNothingBehind() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(directory).run(out.port(), pairs(Duration.ofSeconds(1)))) {
            running.await("p", Status.RUNNING);
            send(running, "right", "a1");

            await().atMost(DEADLINE)
                    .until(() -> running.inspection().entity("pair", "a").join().isPresent());
            assertThat(running.inspection().states()).contains("pair");
            await("for its timer")
                    .atMost(DEADLINE)
                    .until(() -> running.inspection().entity("pair", "a").join().isEmpty());
        }
    }

    @Test
    void isANodeWithTwoInputs() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1).run(out.port(), pairs(Duration.ofMinutes(10)))) {
            PipelineGraph graph = running.inspection().graph("p").orElseThrow();

            assertThat(graph.nodes())
                    .contains(new PipelineGraph.Node(
                            "step/pair", Kind.JOIN, "pair", "pair", "before 10m, after 10m", null));
            assertThat(graph.edges())
                    .containsExactly(
                            new Edge("source/left", "step/left by letter"),
                            new Edge("source/right", "step/right by letter"),
                            new Edge("step/left by letter", "step/pair"),
                            new Edge("step/right by letter", "step/pair"),
                            new Edge("step/pair", "sink/out"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "4, false", "4, true"})
    void everyPairComesOnce(int workers, boolean durable) throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(workers);
        if (durable) {
            settings.durableIn(directory);
        }
        String[] words = IntStream.range(0, MANY)
                .mapToObj(i -> Character.toString('\u4e00' + i)) // a key of its own for each
                .toArray(String[]::new);
        try (LineServer out = LineServer.start();
                RunningPipelines running = settings.run(out.port(), pairs(Duration.ofHours(1)))) {
            running.await("p", Status.RUNNING);
            try (Attacker left = Attacker.connect(running.sourcePort("left"));
                    Attacker right = Attacker.connect(running.sourcePort("right"))) {
                Thread sender = Thread.ofVirtual().start(() -> left.trySend(Attacker.frames(words)));
                right.send(Attacker.frames(words));
                sender.join();
            }
            assertThat(out.awaitLines(MANY, DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(List.of(words).stream()
                            .map(word -> word + " " + word)
                            .toList());
            assertThat(running.status().failures()).isEmpty();
        }
    }
}
