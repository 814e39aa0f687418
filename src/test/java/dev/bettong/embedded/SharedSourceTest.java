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
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void isReadNoFurtherThanTheSlowestTakesIt() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2).run(out.port(), pipeline("p"), pipeline("q"))) {
            running.steering().pause("p", null).join();
            await(running, "p", Status.PAUSED);
            try (Attacker client = Attacker.connect(running.port())) {
                sendAll(client);
                Awaitility.await("connected")
                        .atMost(RunningPipelines.DEADLINE)
                        .until(() -> running.status("q").sources().getFirst().connections() == 1);
                assertThat(running.status("q").sources().getFirst().frames()).isZero();

                running.steering().resume("p").join();

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
            running.steering().drain("p").join();
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
