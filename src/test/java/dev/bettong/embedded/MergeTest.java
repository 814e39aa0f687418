package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.bettong.embedded.Tallies.Tally;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Edge;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of two sources whose decoders differ, counted together over real sockets. */
class MergeTest {

    private static final int WORDS = 20_000;
    private static final Encoder<String> LINE = output -> (output + "\n").getBytes(UTF_8);

    @TempDir
    private Path directory;

    private static Source<String> quiet() {
        return Source.tcp("quiet", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8)));
    }

    private static Source<String> loud() {
        return Source.tcp("loud", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8).toUpperCase(Locale.ROOT)));
    }

    private static Outcome<String> count(String key, String word, Tally tally) {
        return Outcome.changed("%s %s %d".formatted(key, word, tally.add()));
    }

    /** Writes {@code first-letter word count}, where the count is that of the letter in either case. */
    private static Pipeline pipeline() {
        return Pipeline.named("merged")
                .from(quiet())
                .partition((String word) -> word) // so that events of one flow come from another worker
                .merge(Pipeline.named("merged").from(loud()).compute("as is", word -> word))
                .partition("by letter", (String word) -> word.substring(0, 1).toLowerCase(Locale.ROOT))
                .computeState("count", Tallies.STATE, MergeTest::count)
                .to(Sink.tcp("out", LINE));
    }

    private static String[] words(long seed) {
        return new Random(seed)
                .ints(WORDS, 0, 26 * 4)
                .mapToObj(number -> String.valueOf((char) ('a' + number % 26)).repeat(1 + number / 26))
                .toArray(String[]::new);
    }

    private static List<String> numbers(List<String> lines) {
        return lines.stream()
                .map(line -> line.charAt(0) + line.substring(line.lastIndexOf(' ')))
                .sorted()
                .toList();
    }

    @ParameterizedTest(name = "{0} workers, durable {1}")
    @CsvSource({"1, false", "4, false", "1, true", "4, true"})
    void countsTheEventsOfBothSources(int workers, boolean durable) throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(workers);
        if (durable) {
            settings.durableIn(directory);
        }
        String[] quiet = words(1);
        String[] loud = words(2);
        try (LineServer out = LineServer.start();
                RunningPipelines running = settings.run(out.port(), pipeline());
                Attacker first = running.connect();
                Attacker second = Attacker.connect(running.sourcePort("loud"))) {
            Thread sender = Thread.ofVirtual().start(() -> first.trySend(Attacker.frames(quiet)));
            second.send(Attacker.frames(loud));
            sender.join();

            List<String> lines = out.awaitLines(2 * WORDS, RunningPipelines.DEADLINE);
            TreeMap<Character, Integer> counts = new TreeMap<>();
            List<String> expected = new ArrayList<>();
            for (String[] words : List.of(quiet, loud)) {
                for (String word : words) {
                    expected.add(word.charAt(0) + " " + counts.merge(word.charAt(0), 1, Integer::sum));
                }
            }
            assertThat(numbers(lines)).isEqualTo(expected.stream().sorted().toList());
            assertThat(lines)
                    .as("decoded as their source does")
                    .filteredOn(line -> Character.isUpperCase(line.charAt(2)))
                    .hasSize(WORDS);
            assertThat(running.status().failures()).isEmpty();
            assertThat(running.status().sources())
                    .extracting(source -> source.frames())
                    .containsOnly((long) WORDS);
        }
    }

    /** What one source has read is decoded as that does, again. */
    @Test
    void replaysWhatEachSourceHasReadAfterACrash() throws Exception {
        Path crashed = crashed();
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(crashed).run(out.port(), pipeline());
                Attacker quiet = running.connect();
                Attacker loud = Attacker.connect(running.sourcePort("loud"))) {
            quiet.send(Attacker.frames("a"));
            loud.send(Attacker.frames("b"));

            await().atMost(RunningPipelines.DEADLINE)
                    .untilAsserted(() -> assertThat(out.lines())
                            .contains("a A 2", "b b 2") // replayed: each once, by its own decoder
                            .contains("a a 3", "b B 3"));
        }
    }

    /** A store in which "a" and "B" are in a checkpoint, and "A" and "b" behind it in the journal. */
    private Path crashed() throws Exception {
        Path crashed = Files.createDirectories(directory.resolve("crashed"));
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .durableIn(directory.resolve("first"))
                        .checkpointInterval(RunningPipelines.DEADLINE)
                        .run(out.port(), pipeline());
                Attacker quiet = running.connect();
                Attacker loud = Attacker.connect(running.sourcePort("loud"))) {
            quiet.send(Attacker.frames("a"));
            loud.send(Attacker.frames("b"));
            out.awaitLines(2, RunningPipelines.DEADLINE);
            running.checkpoint();
            loud.send(Attacker.frames("a"));
            quiet.send(Attacker.frames("b"));
            out.awaitLines(4, RunningPipelines.DEADLINE);
            Files.move(running.backup(), crashed.resolve("store"));
        }
        return crashed;
    }

    @Test
    void doesNotDecodeWhatASourceHasReadThatIsNoLongerThere() throws Exception {
        Path crashed = crashed();
        Pipeline alone = Pipeline.named("merged")
                .from(quiet())
                .partition("by letter", (String word) -> word.substring(0, 1))
                .computeState("count", Tallies.STATE, MergeTest::count)
                .to(Sink.tcp("out", LINE));
        try (LineServer out = LineServer.start()) {
            assertThatExceptionOfType(RuntimeStartException.class)
                    .isThrownBy(() -> RunningPipelines.with(2)
                            .durableIn(crashed)
                            .run(out.port(), alone)
                            .close())
                    .withMessage(
                            "The journal of pipeline 'merged' holds frames of the source 'loud', which it no longer reads");
        }
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(crashed).run(out.port(), pipeline())) {
            running.awaitStatus("nothing is lost", status -> status.status() == Status.RUNNING);
            assertThat(out.awaitLines(2, RunningPipelines.DEADLINE)).contains("a A 2", "b b 2");
        }
    }

    /** A frame is decoded again as the source does that had read it. */
    @Test
    void redrivesAFrameThroughTheSourceThatHasReadIt() throws Exception {
        AtomicBoolean healed = new AtomicBoolean();
        Pipeline pipeline = Pipeline.named("merged")
                .from(quiet())
                .merge(Pipeline.named("merged").from(loud()))
                .compute("pick", word -> {
                    if (!healed.get()) {
                        throw new IllegalStateException("told to fail");
                    }
                    return word;
                })
                .to(Sink.tcp("out", LINE));
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2).run(out.port(), pipeline);
                Attacker loud = Attacker.connect(running.sourcePort("loud"))) {
            loud.send(Attacker.frames("word"));
            DeadLetter letter = running.awaitLetters(1).getFirst();
            assertThat(letter.source()).isEqualTo("loud");

            healed.set(true);
            running.deadLetters().redrive(letter.id(), null).join();

            assertThat(out.awaitLines(1, RunningPipelines.DEADLINE)).containsExactly("WORD");
        }
    }

    @Test
    void isShownAsItIs() throws Exception {
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1).run(sink.port(), pipeline())) {
            PipelineGraph graph = running.inspection().graph("merged").orElseThrow();

            assertThat(graph.edges())
                    .containsExactlyInAnyOrder(
                            new Edge("source/quiet", "step/partition 1"),
                            new Edge("source/loud", "step/as is"),
                            new Edge("step/partition 1", "step/by letter"),
                            new Edge("step/as is", "step/by letter"),
                            new Edge("step/by letter", "step/count"),
                            new Edge("step/count", "sink/out"));
        }
    }
}
