package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.embedded.Tallies.Tally;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import dev.bettong.store.JournalHole;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two pipelines that share nothing, of which one cannot recover since its sink is away: the other one runs, and takes
 * checkpoints, which leave the first one as it was.
 */
class GroupRecoveryTest {

    private static final Duration DEADLINE = RunningPipelines.DEADLINE;
    private static final int SAVED = 10; // frames before the checkpoint, whose outputs it saves
    private static final int REPLAYED = 600; // frames behind it: more than the sink and the way to it take
    private static final int FAILING = 20; // further frames behind it, all in all
    private static final int SMALL_BUFFER = 64 << 10;
    private static final String PADDING = "x".repeat(1000);

    @TempDir
    private Path directory;

    private LineServer receiver; // of "there"
    private int awayPort; // of "away", where nobody listens at first
    private int crashes;

    @BeforeEach
    void listen() throws IOException {
        receiver = LineServer.start();
        awayPort = FreePort.find();
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
    }

    static Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .from(Source.tcp(name + " in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState("tally", State.named(name, Tally.class, Tally::new), GroupRecoveryTest::tally)
                .to(Sink.tcp(name + " out", (String line) -> (line + " " + PADDING + "\n").getBytes(UTF_8)));
    }

    private static Outcome<String> tally(String text, Tally tally) {
        if (text.startsWith("fail")) {
            throw new IllegalArgumentException("meant to fail");
        }
        return Outcome.changed(text + " " + tally.add());
    }

    private RunningPipelines run(Path data, long buffer) {
        return settings(data, buffer).run(receiver.port(), pipeline("away"), pipeline("there"));
    }

    private RunningPipelines.Settings settings(Path data, long buffer) {
        return RunningPipelines.with(2)
                .durableIn(data)
                .checkpointInterval(Duration.ofHours(1))
                .shutdownTimeout(Duration.ofSeconds(1))
                .bufferSize(buffer)
                .maxConnections(2 * REPLAYED) // one that is closed counts until its worker has noticed
                .sinkPort("away out", awayPort);
    }

    /** Runs both, and leaves what a crash would, with much to replay for "away". */
    private Path crashed() throws IOException {
        try (RunningPipelines running = run(directory.resolve("first"), 64 << 20)) {
            running.await("away", Status.DEGRADED);
            running.await("there", Status.RUNNING);
            send(running, "away", texts("saved", SAVED));
            await("all is read")
                    .atMost(DEADLINE)
                    .until(() -> running.status("away").sources().getFirst().frames() == SAVED);
            running.checkpoint();
            send(running, "away", texts("fail ", FAILING));
            for (String text : texts("k", REPLAYED)) {
                send(running, "away", text); // in a read of its own, and so in an entry of its own
            }
            await("all is read")
                    .atMost(DEADLINE)
                    .until(() -> running.status("away").sources().getFirst().frames() == SAVED + REPLAYED + FAILING);
            return crash(running);
        }
    }

    /** What is on the disk at this moment, in a place of its own. */
    private Path crash(RunningPipelines running) throws IOException {
        Path backup = running.backup();
        Path copy = directory.resolve("crash" + crashes++);
        try (Stream<Path> files = Files.list(backup)) {
            Files.createDirectories(copy.resolve("store"));
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve("store").resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static String[] texts(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private static void send(RunningPipelines running, String pipeline, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(pipeline), DEADLINE)) {
            client.send(texts);
        }
    }

    private void awaitWaiting(RunningPipelines running) {
        await("'away' waits for its sink")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(running.status("away").detail())
                        .contains("replaying the journal")
                        .contains("sink 'away out' on worker"));
        assertThat(running.status("away").status()).isEqualTo(Status.RECOVERING);
    }

    /** Each output of "away", which has not sent any so far. */
    private static List<String> expected() {
        List<String> lines = new ArrayList<>(Stream.of(texts("saved", SAVED)).toList());
        lines.addAll(List.of(texts("k", REPLAYED)));
        return lines.stream().map(text -> text + " 1").toList();
    }

    private static List<String> outputs(LineServer server) {
        return server.lines().stream()
                .map(line -> line.replace(" " + PADDING, ""))
                .toList();
    }

    private static List<String> letters(RunningPipelines running, int count) {
        return running.awaitLetters(count).stream()
                .map(DeadLetter::frame)
                .map(frame -> new String(frame, UTF_8))
                .toList();
    }

    @Test
    void runsWhileAnotherPipelineWaitsForItsSinkAndTakesItInWhenThatIsBack() throws Exception {
        try (RunningPipelines running = run(crashed(), SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", "a", "a", "fail there");
            await("two outputs")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(outputs(receiver)).containsExactly("a 1", "a 2"));
            running.checkpoint();
            assertThat(letters(running, 1)).containsExactly("fail there");

            try (LineServer back = LineServer.start(awayPort)) {
                running.await("away", Status.RUNNING);
                back.awaitLines(expected().size(), DEADLINE);
                assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
                assertThat(letters(running, 1 + FAILING)).contains("fail 0", "fail " + (FAILING - 1), "fail there");
                send(running, "away", "saved0", "k0");
                await("it counts on")
                        .atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(outputs(back)).contains("saved0 2", "k0 2"));
            }
        }
    }

    @Test
    void runsWhileAnotherPipelineHoldsMoreStateThanACheckpointCouldSaveOfIt() throws Exception {
        try (RunningPipelines running = settings(crashed(), SMALL_BUFFER)
                .maxStateMemory(10_000)
                .run(receiver.port(), pipeline("away"), pipeline("there"))) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", texts("k", REPLAYED)); // more than it may hold, too

            receiver.awaitLines(REPLAYED, DEADLINE);
            send(running, "there", "a");
            receiver.awaitLines(REPLAYED + 1, DEADLINE);
            running.await("there", Status.RUNNING);
        }
    }

    @Test
    void losesNothingInACrashWhileOneStillRecovers() throws Exception {
        Path again;
        try (RunningPipelines running = run(crashed(), SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            for (int i = 1; i <= 3; i++) {
                send(running, "there", "a", "fail there " + i);
                receiver.awaitLines(i, DEADLINE);
                letters(running, i - 1);
                running.checkpoint();
            }
            send(running, "there", "a");
            receiver.awaitLines(4, DEADLINE);
            again = crash(running);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(again, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            running.await("away", Status.RUNNING);
            back.awaitLines(expected().size(), DEADLINE);
            assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            running.checkpoint();
            assertThat(letters(running, 3 + FAILING)).contains("fail there 1", "fail there 3", "fail 0");
            send(running, "away", "saved0", "k0");
            send(running, "there", "a");
            await("both count on").atMost(DEADLINE).untilAsserted(() -> {
                assertThat(outputs(back)).contains("saved0 2", "k0 2");
                assertThat(outputs(receiver)).contains("a 5").doesNotContain("a 6");
            });
        }
    }

    /** A process that ends as SIGKILL ends it, at a checkpoint while "away" recovers, or when that joins the others. */
    @ParameterizedTest
    @CsvSource({
        "CHECKPOINT_CUT, false",
        "CHECKPOINT_SAVED, false",
        "CHECKPOINT_COMMITTED, false",
        "CHECKPOINT_APPLIED, false",
        "RECOVERY_REPLAYED, true",
        "CHECKPOINT_SAVED, true",
        "CHECKPOINT_COMMITTED, true",
        "CHECKPOINT_APPLIED, true"
    })
    void losesNothingWhenTheProcessIsKilled(CheckpointPhase at, boolean joining) throws Exception {
        Path data = crashed();
        try (ServiceProcess service = ServiceProcess.ofClass(
                directory,
                TestClassPath.entries(),
                TwoGroupsService.class.getName(),
                List.of(
                        data.toString(),
                        String.valueOf(awayPort),
                        String.valueOf(receiver.port()),
                        String.valueOf(SMALL_BUFFER),
                        at.name()))) {
            service.awaitOutput("there RUNNING", DEADLINE);
            service.awaitOutput("away RECOVERING, replaying the journal", DEADLINE);
            service.awaitOutput("full: sink 'away out'", DEADLINE);
            Matcher port = TwoGroupsService.PORT.matcher(service.output());
            assertThat(port.find()).isTrue();
            try (FramedClient client = FramedClient.connect(Integer.parseInt(port.group(1)), DEADLINE)) {
                client.send("a", "fail there");
                receiver.awaitLines(1, DEADLINE);
                Files.createFile(TwoGroupsService.trigger(data));
                if (joining) {
                    LineServer back = LineServer.start(awayPort);
                    service.awaitExit(DEADLINE);
                    back.close();
                } else {
                    client.send("b");
                    service.awaitExit(DEADLINE);
                }
            }
            assertThat(service.output()).contains(TwoGroupsService.HALTS);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            running.await("away", Status.RUNNING);
            if (!joining) {
                back.awaitLines(expected().size(), DEADLINE);
                assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            }
            running.checkpoint();
            assertThat(letters(running, 1 + FAILING)).contains("fail there", "fail 0");
            send(
                    running,
                    "away",
                    expected().stream().map(line -> line.replace(" 1", "")).toArray(String[]::new));
            send(running, "there", "a");
            await("both count on").atMost(DEADLINE).untilAsserted(() -> {
                assertThat(outputs(back))
                        .containsAll(expected().stream()
                                .map(line -> line.replace(" 1", " 2"))
                                .toList());
                assertThat(outputs(receiver)).contains("a 2");
            });
        }
    }

    @Test
    void runsWhileTheRecoveryOfAnotherPipelineFails() throws Exception {
        Path data = crashed();
        JournalHole.make(data, "away", 10);
        CountDownLatch recovery = new CountDownLatch(1);
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = settings(data, SMALL_BUFFER)
                        .phases(phase -> {
                            if (phase == CheckpointPhase.RECOVERY_BEGUN) {
                                awaitQuietly(recovery); // longer than a start waits for it
                            }
                        })
                        .run(receiver.port(), pipeline("away"), pipeline("there"))) {
            recovery.countDown();
            running.await("away", Status.FAILED);
            running.await("there", Status.RUNNING);
            assertThat(running.status("away").detail())
                    .contains("the recovery has failed", "the journal of", "has no entry");
            send(running, "there", "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            assertThat(outputs(back)).doesNotHaveDuplicates();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void takesNoPartInTheLastCheckpointOfAStopBeforeItHasRecovered() throws Exception {
        Path data = crashed();
        try (RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", "a");
            receiver.awaitLines(1, DEADLINE);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("away", Status.RUNNING);
            running.await("there", Status.RUNNING);
            back.awaitLines(expected().size(), DEADLINE);
            assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            send(running, "there", "a");
            await("it counts on")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(outputs(receiver)).containsExactly("a 1", "a 2"));
        }
    }
}
