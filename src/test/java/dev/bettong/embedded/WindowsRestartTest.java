package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows on real workers, by the clock, through stops. Events are keys. */
class WindowsRestartTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final State<Long> COUNTS = State.named("counts", Long.class, () -> 0L);
    private static final State<String> HISTORY = State.named("history", String.class, () -> "");

    @TempDir
    private Path directory;

    private static Pipeline.Keyed<String, String> keyed() {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text);
    }

    private static Pipeline counts(Window window) {
        return counts(window, "count");
    }

    private static Pipeline counts(Window window, String step) {
        return keyed().window(window)
                .aggregate(step, COUNTS, Aggregation.<String, String>count())
                .compute("text", counted -> counted.window().key() + " " + counted.value())
                .to(lines());
    }

    private static Sink<String> lines() {
        return Sink.tcp("out", (String text) -> (text + "\n").getBytes(UTF_8));
    }

    private RunningPipelines.Settings settings(boolean durable, int workers) {
        RunningPipelines.Settings settings = RunningPipelines.with(workers);
        return durable ? settings.durableIn(directory).checkpointInterval(DEADLINE) : settings;
    }

    private static RunningPipelines run(RunningPipelines.Settings settings, LineServer receiver, Pipeline pipeline) {
        RunningPipelines running = settings.run(receiver.port(), pipeline);
        running.await("p", Status.RUNNING);
        return running;
    }

    private static void send(RunningPipelines running, String... texts) throws Exception {
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(texts);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 3", "true, 1", "true, 3"})
    void countEveryEventOnceHoweverManyWindowsThereAre(boolean durable, int workers) throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(durable, workers), receiver, counts(Window.tumbling(SHORT)))) {
            String[] texts =
                    IntStream.range(0, 1_000).mapToObj(i -> "key" + i % 7).toArray(String[]::new);
            for (int i = 0; i < 3; i++) {
                send(running, texts);
                receiver.awaitLines(7 * (i + 1), DEADLINE);
            }

            Map<String, Long> expected = new TreeMap<>();
            List.of(texts).forEach(text -> expected.merge(text, 3L, Long::sum));
            await("totals")
                    .atMost(DEADLINE)
                    .until(() -> totals(receiver.lines()).equals(expected));
        }
    }

    private static Map<String, Long> totals(List<String> lines) {
        Map<String, Long> totals = new TreeMap<>();
        lines.forEach(line -> totals.merge(line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1]), Long::sum));
        return totals;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 2"})
    void areSavedWithWhatTheyHave(int workers, int workersNow) throws Exception {
        Pipeline threes = counts(Window.count(3));
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(settings(true, workers), receiver, threes)) {
                send(running, "a", "b", "a");
                running.checkpoint();
                send(running, "b", "end", "end", "end");
                receiver.awaitLines(1, DEADLINE); // and so the "b" is in the journal
            }
            try (RunningPipelines running = run(settings(true, workersNow), receiver, threes)) {
                send(running, "a", "b", "c");
                assertThat(receiver.awaitLines(3, DEADLINE)).containsExactlyInAnyOrder("end 3", "a 3", "b 3");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"count", "count under another name"})
    void thatEndWhileNothingRunsCloseAtTheNextStart(String stepNow) throws Exception {
        Window window = Window.session(Duration.ofSeconds(2));
        Pipeline sessions = counts(window);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(settings(true, 1), receiver, sessions)) {
                send(running, "a", "a");
                running.checkpoint();
            }
            try (RunningPipelines running = run(settings(true, 2), receiver, counts(window, stepNow))) {
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("a 2");
                running.await("p", Status.RUNNING);
            }
        }
    }

    @Test
    void thatEndWhileThePipelineIsPausedCloseWhenItIsResumed() throws Exception {
        Pipeline counts = counts(Window.session(SHORT).grace(Duration.ofSeconds(2)));
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(settings(true, 1), receiver, counts)) {
                send(running, "a", "a");
                running.checkpoint();
                running.control().pause("p", "upgrade").join();
            }
            long end = System.currentTimeMillis() + 2_100;
            await("the end of the session").atMost(DEADLINE).until(() -> System.currentTimeMillis() > end);
            try (RunningPipelines running = settings(true, 1).run(receiver.port(), counts)) {
                running.await("p", Status.PAUSED);
                running.checkpoint(); // and so the worker has been at work since the start
                assertThat(receiver.lines()).isEmpty();

                running.control().resume("p").join();
                assertThat(receiver.awaitLines(1, DEADLINE)).containsExactly("a 2");
            }
        }
    }

    /** All that the windows have made so far is in each line. */
    @Test
    void areTheSameInAReplay() throws Exception {
        Pipeline history = keyed().window(Window.tumbling(SHORT))
                .aggregate("count", COUNTS, Aggregation.<String, String>count())
                .compute("text", counted -> counted.window().start().toEpochMilli() + "=" + counted.value())
                .collect()
                .aggregate(
                        "history",
                        HISTORY,
                        Aggregation.of((text, all) -> all + text + ";", String::concat, (w, all) -> all))
                .to(lines());
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        String before;
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(settings(true, 1), receiver, history);
                FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            for (int i = 0; i < 30; i++) {
                client.send("a", "b", "a");
                receiver.awaitLines(i, DEADLINE);
            }
            await("all events").atMost(DEADLINE).until(() -> counted(receiver) == 90);
            before = receiver.lines().getLast();
            Files.move(running.backup(), crashed.resolve("store"));
        }
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = run(
                        RunningPipelines.with(1).durableIn(crashed).checkpointInterval(DEADLINE), receiver, history)) {
            send(running, "c");
            await("all events").atMost(DEADLINE).until(() -> counted(receiver) == 91);
            assertThat(receiver.lines().getLast()).startsWith(before);
        }
    }

    private static long counted(LineServer receiver) {
        List<String> lines = receiver.lines();
        String history = lines.isEmpty() ? "" : lines.getLast();
        return List.of(history.split(";", -1)).stream()
                .filter(each -> !each.isEmpty())
                .mapToLong(each -> Long.parseLong(each.split("=", -1)[1]))
                .sum();
    }
}
