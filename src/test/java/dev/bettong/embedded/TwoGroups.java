package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.embedded.Tallies.Tally;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two pipelines that share no state, "there" and "away", whose sink is away at first, and data directories of both. */
abstract class TwoGroups {

    static final Duration DEADLINE = RunningPipelines.DEADLINE;
    static final int SAVED = 10; // frames before the checkpoint, whose outputs it saves
    static final int REPLAYED = 600; // frames behind it: more than the sink and the way to it take
    static final int FAILING = 20; // further frames behind it, all in all
    static final int SMALL_BUFFER = 64 << 10;
    static final String PADDING = "x".repeat(1000);

    @TempDir
    Path directory;

    LineServer receiver; // of "there"
    int awayPort; // of "away", where nobody listens at first
    int crashes;

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
                .computeState("tally", State.named(name, Tally.class, Tally::new), TwoGroups::tally)
                .to(Sink.tcp(name + " out", (String line) -> (line + " " + PADDING + "\n").getBytes(UTF_8)));
    }

    static Outcome<String> tally(String text, Tally tally) {
        if (text.startsWith("fail")) {
            throw new IllegalArgumentException("meant to fail");
        }
        return Outcome.changed(text + " " + tally.add());
    }

    RunningPipelines run(Path data, long buffer) {
        return settings(data, buffer).run(receiver.port(), pipeline("away"), pipeline("there"));
    }

    RunningPipelines.Settings settings(Path data, long buffer) {
        return RunningPipelines.with(2)
                .durableIn(data)
                .checkpointInterval(Duration.ofHours(1))
                .shutdownTimeout(Duration.ofSeconds(1))
                .bufferSize(buffer)
                .maxConnections(2 * REPLAYED) // one that is closed counts until its worker has noticed
                .sinkPort("away out", awayPort);
    }

    /** Runs both, and leaves what a crash would, with much to replay for "away". */
    Path crashed() throws IOException {
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
    Path crash(RunningPipelines running) throws IOException {
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

    static String[] texts(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    static void send(RunningPipelines running, String pipeline, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(pipeline), DEADLINE)) {
            client.send(texts);
        }
    }

    void awaitWaiting(RunningPipelines running) {
        await("'away' waits for its sink")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(running.status("away").detail())
                        .contains("replaying the journal")
                        .contains("sink 'away out' on worker"));
        assertThat(running.status("away").status()).isEqualTo(Status.RECOVERING);
    }

    /** Each output of "away", which has not sent any so far. */
    static List<String> expected() {
        List<String> lines = new ArrayList<>(Stream.of(texts("saved", SAVED)).toList());
        lines.addAll(List.of(texts("k", REPLAYED)));
        return lines.stream().map(text -> text + " 1").toList();
    }

    static List<String> outputs(LineServer server) {
        return server.lines().stream()
                .map(line -> line.replace(" " + PADDING, ""))
                .toList();
    }

    static List<String> letters(RunningPipelines running, int count) {
        return running.awaitLetters(count).stream()
                .map(DeadLetter::frame)
                .map(frame -> new String(frame, UTF_8))
                .toList();
    }
}
