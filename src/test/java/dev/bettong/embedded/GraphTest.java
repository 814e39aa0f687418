package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Edge;
import dev.bettong.testing.LineServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A word count with a side flow and branches, over real sockets: every flow has exactly its events. */
class GraphTest {

    private static final int WORDS = 20_000;
    private static final Encoder<Object> LINE = output -> (output + "\n").getBytes(UTF_8);

    @TempDir
    private Path directory;

    static final class Total {

        private long count;
    }

    private static State<Total> totals(String name) {
        return State.named(name, Total.class, Total::new);
    }

    private static Outcome<String> count(String word, Total total) {
        return Outcome.changed(word + " " + ++total.count);
    }

    private static Pipeline pipeline() {
        return Pipeline.named("graph")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .also(all -> all.to(Sink.tcp("audit", LINE)))
                .when(
                        "long",
                        word -> word.length() > 2,
                        some -> some.partition((String word) -> word)
                                .computeState("count long", totals("long"), GraphTest::count)
                                .to(Sink.tcp("long", LINE)))
                .when(
                        "vowel",
                        word -> "aeiou".contains(word.substring(0, 1)),
                        some -> some.collect()
                                .computeState("count vowels", totals("vowels"), GraphTest::count)
                                .also(copy -> copy.to(Sink.tcp("vowels", LINE)))
                                .to(Sink.tcp("all counts", LINE)))
                .otherwise(rest -> rest.partition((String word) -> word.charAt(0))
                        .computeState("count rest", totals("rest"), GraphTest::count)
                        .to(Sink.tcp("rest", LINE), Sink.tcp("all counts", LINE)));
    }

    private static String[] words(long seed) {
        Random random = new Random(seed);
        return random.ints(WORDS, 0, 26 * 4)
                .mapToObj(number -> String.valueOf((char) ('a' + number % 26)).repeat(1 + number / 26))
                .toArray(String[]::new);
    }

    private static boolean isLong(String word) {
        return word.length() > 2;
    }

    private static boolean isVowel(String word) {
        return !isLong(word) && "aeiou".contains(word.substring(0, 1));
    }

    /** What a sink must have got: each word with every count from 1 on. */
    private static List<String> counted(List<String> words) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        return words.stream()
                .map(word -> word + " " + counts.merge(word, 1, Integer::sum))
                .sorted()
                .toList();
    }

    @ParameterizedTest(name = "{0} workers, durable {1}")
    @CsvSource({"1, false", "4, false", "1, true", "4, true"})
    void everyFlowHasExactlyItsEvents(int workers, boolean durable) throws Exception {
        String[] words = words(workers);
        RunningPipelines.Settings settings = RunningPipelines.with(workers);
        if (durable) {
            settings.durableIn(directory);
        }
        try (LineServer audit = LineServer.start();
                LineServer longs = LineServer.start();
                LineServer vowels = LineServer.start();
                LineServer rest = LineServer.start();
                LineServer both = LineServer.start();
                RunningPipelines running = settings.sinkPort("long", longs.port())
                        .sinkPort("vowels", vowels.port())
                        .sinkPort("rest", rest.port())
                        .sinkPort("all counts", both.port())
                        .run(audit.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames(words));

            assertThat(audit.awaitLines(WORDS, RunningPipelines.DEADLINE)).containsExactly(words);
            List<String> longOnes =
                    List.of(words).stream().filter(GraphTest::isLong).toList();
            assertThat(longs.awaitLines(longOnes.size(), RunningPipelines.DEADLINE).stream()
                            .sorted())
                    .containsExactlyElementsOf(counted(longOnes));
            List<String> others = List.of(words).stream()
                    .filter(word -> !isLong(word) && !isVowel(word))
                    .toList();
            // "b" and "bb" share the entity of their first letter
            assertThat(rest.awaitLines(others.size(), RunningPipelines.DEADLINE))
                    .hasSize(others.size());
            assertThat(lastOfEach(rest.lines()))
                    .isEqualTo(others.stream()
                            .collect(Collectors.groupingBy(
                                    word -> word.charAt(0), TreeMap::new, Collectors.counting())));
            long all = List.of(words).stream().filter(GraphTest::isVowel).count();
            assertThat(vowels.awaitLines((int) all, RunningPipelines.DEADLINE).getLast())
                    .endsWith(" " + all);
            both.awaitLines(others.size() + (int) all, RunningPipelines.DEADLINE);
            List<String> expected = new ArrayList<>(rest.lines());
            expected.addAll(vowels.lines());
            assertThat(both.lines()).as("of two branches").containsExactlyInAnyOrderElementsOf(expected);
            assertThat(running.status().failures()).isEmpty();
        }
    }

    private static Map<Character, Long> lastOfEach(List<String> lines) {
        TreeMap<Character, Long> last = new TreeMap<>();
        lines.forEach(
                line -> last.merge(line.charAt(0), Long.valueOf(line.substring(line.indexOf(' ') + 1)), Math::max));
        return last;
    }

    @Test
    void isReplayedAfterACrash() throws Exception {
        Path crashed = Files.createDirectories(directory.resolve("crashed"));
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .durableIn(directory.resolve("first"))
                        .checkpointInterval(RunningPipelines.DEADLINE)
                        .run(sink.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames("aaa", "b", "a"));
            sink.awaitLines(8, RunningPipelines.DEADLINE);
            running.checkpoint();
            client.send(Attacker.frames("aaa", "b", "a"));
            sink.awaitLines(16, RunningPipelines.DEADLINE);
            Files.move(running.backup(), crashed.resolve("store"));
        }
        try (LineServer sink = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(crashed).run(sink.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames("aaa", "b", "a"));

            await().atMost(RunningPipelines.DEADLINE)
                    .untilAsserted(() -> assertThat(sink.lines()).contains("aaa 3", "b 3", "a 3"));
        }
    }

    @Test
    void isShownAsItIs() throws Exception {
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1).run(sink.port(), pipeline())) {
            PipelineGraph graph = running.inspection().graph("graph").orElseThrow();

            assertThat(graph.edges())
                    .containsExactlyInAnyOrder(
                            new Edge("source/in", "sink/audit"),
                            new Edge("source/in", "step/long"),
                            new Edge("step/long", "step/partition 1 of long"),
                            new Edge("step/partition 1 of long", "step/count long"),
                            new Edge("step/count long", "sink/long"),
                            new Edge("step/long", "step/vowel"),
                            new Edge("step/vowel", "step/partition 1 of vowel"),
                            new Edge("step/partition 1 of vowel", "step/count vowels"),
                            new Edge("step/count vowels", "sink/vowels"),
                            new Edge("step/count vowels", "sink/all counts"),
                            new Edge("step/vowel", "step/partition 1 of otherwise"),
                            new Edge("step/partition 1 of otherwise", "step/count rest"),
                            new Edge("step/count rest", "sink/rest"),
                            new Edge("step/count rest", "sink/all counts"));
            List<String> ids = new ArrayList<>(
                    graph.nodes().stream().map(PipelineGraph.Node::id).toList());
            assertThat(ids).doesNotHaveDuplicates().hasSize(14);
            assertThat(graph.nodes())
                    .filteredOn(node -> node.kind() == PipelineGraph.Kind.BRANCH)
                    .extracting(PipelineGraph.Node::name)
                    .containsExactly("long", "vowel");
        }
    }
}
