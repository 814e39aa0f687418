package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory is deleted, or goes away and comes back, under a service that runs. */
class LostDataDirectoryTest {

    private static final Duration DEADLINE = RunningPipelines.DEADLINE;

    @TempDir
    private Path directory;

    private Path data;
    private LineServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = LineServer.start();
        data = directory.resolve("data");
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
    }

    private RunningPipelines run(Duration checkpointInterval) {
        RunningPipelines running = RunningPipelines.with(2)
                .durableIn(data)
                .checkpointInterval(checkpointInterval)
                .shutdownTimeout(Duration.ofSeconds(1))
                .run(receiver.port(), Tallies.pipeline("p"));
        running.await("p", Status.RUNNING);
        return running;
    }

    private static void send(RunningPipelines running, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(texts);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void awaitLost(RunningPipelines running) {
        running.awaitStatus(
                "degraded and paused",
                status -> status.status() == Status.DEGRADED
                        && String.valueOf(status.detail()).contains("deleted, replaced or unmounted")
                        && status.backpressure() != null);
        assertThat(Objects.requireNonNull(running.status().backpressure()).because())
                .contains("the data directory cannot be written");
        assertThatThrownBy(running::checkpoint).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(running::backup).hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void isNoticedByAScheduledCheckpointThatHasNothingToSave() throws Exception {
        try (RunningPipelines running = run(Duration.ofMillis(50))) {
            send(running, "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            delete();
            awaitLost(running);
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void isNoticedByWhoeverAsksForACheckpoint() throws Exception {
        try (RunningPipelines running = run(Duration.ofHours(1))) {
            send(running, "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            delete();
            assertThatThrownBy(running::checkpoint)
                    .hasCauseInstanceOf(UnavailableException.class)
                    .hasMessageContaining("deleted, replaced or unmounted");
            awaitLost(running);
        }
    }

    @Test
    void isNoticedByTheSyncOfTheJournal() throws Exception {
        try (RunningPipelines running = run(Duration.ofHours(1))) {
            delete();
            send(running, "a");
            awaitLost(running);
        }
    }

    @Test
    void continuesWhenItIsBack() throws Exception {
        Path away = directory.resolve("away");
        try (RunningPipelines running = run(Duration.ofMillis(50))) {
            send(running, "a", "b");
            receiver.awaitLines(2, DEADLINE);
            Files.move(data, away);
            awaitLost(running);
            try (FramedClient waiting = FramedClient.connect(running.port(), DEADLINE)) {
                waiting.send("a");
                Files.move(away, data);
                running.await("p", Status.RUNNING);
                await("it counts on")
                        .atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(receiver.lines()).contains("a 2"));
            }
            running.checkpoint();
        }
        try (RunningPipelines running = run(Duration.ofMillis(50))) {
            send(running, "a", "b");
            await("both count on")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(receiver.lines()).contains("a 3", "b 2"));
        }
    }
}
