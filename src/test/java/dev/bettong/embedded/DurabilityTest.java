package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a runtime finds again when it is started on the directory of an earlier one. */
class DurabilityTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 3", "3, 1", "2, 4"})
    void countsOnAfterAStopWithAnyNumberOfWorkers(int before, int after) throws Exception {
        String[] texts = IntStream.range(0, 500).mapToObj(i -> "key" + i).toArray(String[]::new);
        try (LineServer receiver = LineServer.start()) {
            try (RunningPipelines running = run(before, receiver)) {
                send(running, texts);
                receiver.awaitLines(500, DEADLINE);
            }
            try (RunningPipelines running = run(after, receiver)) {
                send(running, texts);
                assertThat(receiver.awaitLines(1000, DEADLINE))
                        .hasSize(1000)
                        .containsAll(IntStream.range(0, 500)
                                .mapToObj(i -> "key" + i + " 2")
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handlesEveryFrameOnceWhileCheckpointsAreTaken(boolean always) throws Exception {
        RunningPipelines.Settings settings =
                RunningPipelines.with(2).durableIn(directory).checkpointInterval(Duration.ofMillis(5));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        (always ? settings.syncAlways() : settings).run(receiver.port(), Tallies.pipeline("p"))) {
            awaitRunning(running);
            int rounds = 200;
            try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
                for (int round = 0; round < rounds; round++) {
                    client.send(IntStream.range(0, 100).mapToObj(i -> "key" + i).toArray(String[]::new));
                }
            }
            List<String> lines = receiver.awaitLines(100 * rounds, DEADLINE);
            assertThat(lines).hasSize(100 * rounds).doesNotHaveDuplicates().contains("key99 " + rounds);
        }
    }

    @Test
    void sendsWhatASinkHadNotTakenAfterTheNextStart() throws Exception {
        int port = FreePort.find();
        try (RunningPipelines running = RunningPipelines.with(2)
                .durableIn(directory)
                .shutdownTimeout(Duration.ofSeconds(2))
                .run(port, Tallies.pipeline("p"))) {
            awaitRunning(running);
            send(running, "a", "b", "c");
            await().atMost(DEADLINE)
                    .until(() -> running.status().sources().getFirst().frames() == 3);
        }
        try (LineServer receiver = LineServer.start(port);
                RunningPipelines running = run(2, receiver)) {
            assertThat(receiver.awaitLines(3, DEADLINE)).containsExactlyInAnyOrder("a 1", "b 1", "c 1");
            assertThat(running.status().status()).isIn(Status.RUNNING, Status.RECOVERING);
        }
    }

    @Test
    void takesNoCheckpointWhileNothingIsNewNotEvenAboutASinkThatIsAway() throws Exception {
        try (RunningPipelines running = RunningPipelines.with(2)
                .durableIn(directory)
                .checkpointInterval(Duration.ofHours(1))
                .shutdownTimeout(Duration.ofSeconds(2))
                .run(FreePort.find(), Tallies.pipeline("p"))) {
            awaitRunning(running);
            send(running, "a", "b", "c");
            await().atMost(DEADLINE)
                    .until(() -> running.status().sources().getFirst().frames() == 3);

            long first = running.checkpoint();
            assertThat(running.checkpoint()).as("nothing was handled").isEqualTo(first);
            send(running, "d");
            await().atMost(DEADLINE)
                    .until(() -> running.status().sources().getFirst().frames() == 4);
            assertThat(running.checkpoint()).isEqualTo(first + 1);
        }
    }

    private RunningPipelines run(int workers, LineServer receiver) {
        RunningPipelines running =
                RunningPipelines.with(workers).durableIn(directory).run(receiver.port(), Tallies.pipeline("p"));
        awaitRunning(running);
        return running;
    }

    private static void awaitRunning(RunningPipelines running) {
        running.awaitStatus(
                "running", status -> status.status() == Status.RUNNING || status.status() == Status.DEGRADED);
    }

    private static void send(RunningPipelines running, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(texts);
        }
    }
}
