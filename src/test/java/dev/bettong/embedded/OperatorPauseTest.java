package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.runtime.OperatorPause;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pause that an operator has made is over when an operator says so, and not before. */
class OperatorPauseTest {

    @TempDir
    private Path directory;

    private LineServer sink;

    @BeforeEach
    void listen() throws IOException {
        sink = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    private RunningPipelines run() {
        return RunningPipelines.with(2).durableIn(directory).run(sink.port(), Tallies.pipeline("p"));
    }

    @Test
    void survivesARestartWithItsReason() throws IOException {
        OperatorPause pause;
        try (RunningPipelines running = run()) {
            running.control().pause("p", "upgrade").join();
            pause = running.status().operatorPause();
            assertThat(pause).isNotNull().returns("upgrade", OperatorPause::reason);
        }

        try (RunningPipelines running = run()) {
            running.awaitStatus("paused", status -> status.status() == Status.PAUSED);
            assertThat(running.status().operatorPause()).isEqualTo(pause);
            assertThat(running.status().backpressure()).isNull();
            try (Attacker client = Attacker.connect(running.port())) {
                client.send(Attacker.frames("word"));
                running.control().resume("p").join();
                assertThat(sink.awaitLines(1, RunningPipelines.DEADLINE)).containsExactly("word 1");
            }
        }

        try (RunningPipelines running = run()) {
            running.awaitStatus("running", status -> status.status() == Status.RUNNING);
            assertThat(running.status().operatorPause()).isNull();
        }
    }

    @Test
    void keepsNoRecoveryFromItsEnd() throws IOException {
        Path crashed = directory.resolve("crashed");
        try (RunningPipelines running = neverSaving(directory);
                Attacker client = running.connect()) {
            client.send(Attacker.frames("word"));
            sink.awaitLines(1, RunningPipelines.DEADLINE);
            running.control().pause("p", "upgrade").join();
            Files.createDirectory(crashed);
            Files.move(running.backup(), crashed.resolve("store"));
        }

        try (RunningPipelines running = neverSaving(crashed)) {
            running.awaitStatus("recovered and paused", status -> status.status() == Status.PAUSED);
            assertThat(sink.awaitLines(2, RunningPipelines.DEADLINE)).containsExactly("word 1", "word 1");
            assertThat(running.status().backpressure()).isNull();
        }
    }

    private RunningPipelines neverSaving(Path in) {
        return RunningPipelines.with(2)
                .durableIn(in)
                .checkpointInterval(Duration.ofHours(1))
                .run(sink.port(), Tallies.pipeline("p"));
    }

    @Test
    void isKeptInMemoryWithoutADataDirectory() {
        try (RunningPipelines running = RunningPipelines.with(1).run(sink.port(), Tallies.pipeline("p"))) {
            running.control().pause("p", null).join();

            assertThat(running.status().status()).isEqualTo(Status.PAUSED);
            assertThat(running.status().detail()).startsWith("paused by an operator");
            running.control().resume("p").join();
            assertThat(running.status().operatorPause()).isNull();
        }
    }

    @Test
    void knowsNoOtherPipelines() {
        try (RunningPipelines running = run()) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> running.control().pause("q", null).join())
                    .withCauseInstanceOf(NoSuchElementException.class);
        }
    }
}
