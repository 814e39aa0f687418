package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Status;
import dev.bettong.store.Store;
import dev.bettong.store.StoreSettings;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two pipelines that read one source: each gets every frame, and each goes on without the other. */
class SharedSourceTest {

    private static final int REPLAYED = 200;

    @TempDir
    private Path directory;

    /** Writes {@code name text count}, into a sink that both have in common. Its decoder spoils the bytes that it gets. */
    private static Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .from(Source.tcp("in", Decoder.framed(4, ">I", SharedSourceTest::spoiling)))
                .partition((String text) -> text)
                .computeState("tally", State.named(name, Tallies.Tally.class, Tallies.Tally::new), (text, tally) -> {
                    if (text.equals("fail " + name)) {
                        throw new IllegalStateException("told to fail");
                    }
                    return Outcome.changed("%s %s %d".formatted(name, text, tally.add()));
                })
                .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    private static String spoiling(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        bytes[0] = '#';
        return text;
    }

    private static Stream<String> counted(String name, int each) {
        return IntStream.range(0, 100)
                .boxed()
                .flatMap(
                        i -> IntStream.rangeClosed(1, each).mapToObj(count -> "%s key%d %d".formatted(name, i, count)));
    }

    private static void sendAll(Attacker client) throws IOException {
        client.send(
                Attacker.frames(IntStream.range(0, 100).mapToObj(i -> "key" + i).toArray(String[]::new)));
    }

    @ParameterizedTest(name = "durable {0}")
    @ValueSource(booleans = {false, true})
    void givesEveryFrameToEach(boolean durable) throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(2);
        if (durable) {
            settings.durableIn(directory);
        }
        try (LineServer out = LineServer.start();
                RunningPipelines running = settings.run(out.port(), pipeline("p"), pipeline("q"));
                Attacker client = running.connect()) {
            sendAll(client);
            sendAll(client);

            assertThat(out.awaitLines(400, RunningPipelines.DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(counted("p", 2), counted("q", 2)).toList());
            assertThat(running.status("q").sources().getFirst().frames()).isEqualTo(200);
        }
    }

    @ParameterizedTest(name = "durable {0}")
    @ValueSource(booleans = {false, true})
    void goesOnForTheOneWhenTheOtherFails(boolean durable) throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(2);
        if (durable) {
            settings.durableIn(directory);
        }
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        settings.run(out.port(), pipeline("p").onFailure(FailurePolicy.FAIL), pipeline("q"));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("fail p"));
            await(running, "p", Status.FAILED);
            sendAll(client);

            List<String> lines = out.awaitLines(101, RunningPipelines.DEADLINE);
            assertThat(lines)
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("q fail p 1"), counted("q", 1))
                            .toList());
            assertThat(running.status("q").status()).isEqualTo(Status.RUNNING);
        }
    }

    @Test
    void saysOfAPipelineWhichOtherOneKeepsItFromReading() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2).run(out.port(), pipeline("p"), pipeline("q"))) {
            await(running, "q", Status.RUNNING);
            running.control().pause("p", null).join();

            await(running, "q", Status.BACKPRESSURED);
            assertThat(running.status("q").detail())
                    .isEqualTo("waiting for pipeline 'p', which also reads source 'in'");
            assertThat(running.status("p").backpressure()).isNull();
            running.control().resume("p").join();
            await(running, "q", Status.RUNNING);
            running.control().pause("p", null).join();
            running.control().drain("p").join();
            await(running, "q", Status.RUNNING);
        }
    }

    @Test
    void isReadNoFurtherThanTheSlowestTakesIt() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2).run(out.port(), pipeline("p"), pipeline("q"))) {
            running.control().pause("p", null).join();
            await(running, "p", Status.PAUSED);
            try (Attacker client = Attacker.connect(running.port())) {
                sendAll(client);
                Awaitility.await("connected")
                        .atMost(RunningPipelines.DEADLINE)
                        .until(() -> running.status("q").sources().getFirst().connections() == 1);
                assertThat(running.status("q").sources().getFirst().frames()).isZero();

                running.control().resume("p").join();

                assertThat(out.awaitLines(200, RunningPipelines.DEADLINE))
                        .containsExactlyInAnyOrderElementsOf(
                                Stream.concat(counted("p", 1), counted("q", 1)).toList());
            }
        }
    }

    @Test
    void goesOnForTheOneWhenTheOtherIsDrained() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2).run(out.port(), pipeline("p"), pipeline("q"));
                Attacker client = running.connect()) {
            sendAll(client);
            out.awaitLines(200, RunningPipelines.DEADLINE);
            running.control().drain("p").join();
            await(running, "p", Status.STOPPED);
            sendAll(client);

            assertThat(out.awaitLines(300, RunningPipelines.DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(counted("p", 1), counted("q", 2)).toList());
        }
    }

    @Test
    void opensForBothAfterACrash() throws Exception {
        Path crashed = Files.createDirectories(directory.resolve("crashed"));
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .durableIn(directory.resolve("first"))
                        .checkpointInterval(RunningPipelines.DEADLINE)
                        .run(out.port(), pipeline("p"), pipeline("q"));
                Attacker client = running.connect()) {
            sendAll(client);
            out.awaitLines(200, RunningPipelines.DEADLINE);
            Files.move(running.backup(), crashed.resolve("store"));
        }
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(crashed).run(out.port(), pipeline("p"), pipeline("q"));
                Attacker client = connected(running)) {
            sendAll(client);

            assertThat(out.awaitLines(400, RunningPipelines.DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(counted("p", 2), counted("q", 2)).toList());
        }
    }

    /** Has its outputs go to a sink of its own, which is large enough to fill that. */
    private static Pipeline padded(String name) {
        return Pipeline.named(name)
                .from(Source.tcp("in", Decoder.framed(4, ">I", SharedSourceTest::spoiling)))
                .partition((String text) -> text)
                .computeState("tally", State.named(name, Tallies.Tally.class, Tallies.Tally::new), (text, tally) -> {
                    if (text.equals("fail " + name)) {
                        throw new IllegalStateException("meant to fail");
                    }
                    return Outcome.changed("%s %s %d%s".formatted(name, text, tally.add(), "x".repeat(1000)));
                })
                .to(Sink.tcp(name + " out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    /** What a crash leaves: more for "p" to replay than its sink buffers, and at the end a frame at which it fails. */
    private Path crashedBeforeAFailure(int away) throws IOException {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory.resolve("first"))
                        .checkpointInterval(Duration.ofHours(1))
                        .shutdownTimeout(Duration.ofSeconds(1))
                        .maxConnections(2 * REPLAYED)
                        .sinkPort("p out", away)
                        .run(out.port(), padded("p"), padded("q"))) {
            running.await("q", Status.RUNNING);
            for (int i = 0; i <= REPLAYED; i++) {
                try (FramedClient client = FramedClient.connect(running.port("q"), RunningPipelines.DEADLINE)) {
                    client.send(i < REPLAYED ? "key" + i : "fail p"); // each in an entry of its own
                }
                int sent = i + 1;
                Awaitility.await("is read")
                        .atMost(RunningPipelines.DEADLINE)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> running.status("q").sources().getFirst().frames() == sent);
            }
            out.awaitLines(REPLAYED + 1, RunningPipelines.DEADLINE);
            Path crashed = Files.createDirectories(directory.resolve("crashed"));
            Files.move(running.backup(), crashed.resolve("store"));
            return crashed;
        }
    }

    private RunningPipelines.Settings recovering(int away) throws IOException {
        return RunningPipelines.with(1)
                .durableIn(crashedBeforeAFailure(away))
                .bufferSize(64 << 10)
                .shutdownTimeout(Duration.ofSeconds(1))
                .sinkPort("p out", away);
    }

    private static void awaitWaitingForP(RunningPipelines running) {
        Awaitility.await("'q' waits")
                .atMost(RunningPipelines.DEADLINE)
                .untilAsserted(() -> assertThat(running.status("q").detail())
                        .endsWith("waiting for the other readers of its source: 'p'"));
    }

    @Test
    void opensForTheOneWhenTheOtherFailsInItsRecovery() throws Exception {
        int away = FreePort.find();
        RunningPipelines.Settings settings = recovering(away);
        try (LineServer out = LineServer.start();
                RunningPipelines running =
                        settings.run(out.port(), padded("p").onFailure(FailurePolicy.FAIL), padded("q"))) {
            awaitWaitingForP(running);
            try (LineServer back = LineServer.start(away)) {
                running.await("p", Status.FAILED);
                back.awaitLines(1, RunningPipelines.DEADLINE);
                running.await("q", Status.RUNNING);
            }
            try (FramedClient client = FramedClient.connect(running.port("q"), RunningPipelines.DEADLINE)) {
                client.send("more");
                out.awaitLines(REPLAYED + 2, RunningPipelines.DEADLINE);
            }
            assertThat(out.lines().getLast()).startsWith("q more 1");
        }
    }

    @Test
    void doesNotOpenWhileTheRuntimeStops() throws Exception {
        int away = FreePort.find();
        RunningPipelines.Settings settings = recovering(away);
        try (LineServer out = LineServer.start();
                ServerSocket taken = new ServerSocket(0);
                RunningPipelines running =
                        settings.sourcePort("in", taken.getLocalPort()).run(out.port(), padded("p"), padded("q"))) {
            awaitWaitingForP(running);

            running.stop();

            assertThat(running.status("q").status()).isEqualTo(Status.STOPPED);
        }
    }

    /** The source reads a frame as soon as the first of the two has left it. */
    @Test
    void givesEachTheSameFramesUntilTheRuntimeStops() throws Exception {
        try (LineServer out = LineServer.start()) {
            try (RunningPipelines running = RunningPipelines.with(1)
                    .durableIn(directory)
                    .source("in", new TricklingSource())
                    .run(out.port(), pipeline("p"), pipeline("q"))) {
                await(running, "p", Status.RUNNING);
                await(running, "q", Status.RUNNING);
            }
        }
        try (Store store = Store.open(StoreSettings.in(directory))) {
            assertThat(entities(store, "p")).hasSize(1).isEqualTo(entities(store, "q"));
        }
    }

    private static List<String> entities(Store store, String state) {
        List<String> entities = new ArrayList<>();
        store.forEachEntity(state, (key, entity) -> entities.add(HexFormat.of().formatHex(entity.bytes())));
        return entities;
    }

    private static void await(RunningPipelines running, String pipeline, Status status) {
        Awaitility.await(pipeline)
                .atMost(RunningPipelines.DEADLINE)
                .until(() -> running.status(pipeline).status() == status);
    }

    private static Attacker connected(RunningPipelines running) throws IOException {
        await(running, "q", Status.RUNNING);
        return running.connect();
    }
}
