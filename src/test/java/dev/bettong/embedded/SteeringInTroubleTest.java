package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.SmallDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator hears while the disk is full: that it cannot be done now, and at once. */
class SteeringInTroubleTest {

    private static final byte[] EDITED = "good".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path mountPoint;

    @Test
    void refusesWhatCannotBeWrittenAndDoesItLater() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, 48);
                LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .durableIn(mountPoint.resolve("data"))
                        .run(sink.port(), Tallies.pipeline("p"));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("fail"));
            DeadLetter letter = running.awaitLetters(1).getFirst();
            disk.fill();
            Thread.ofPlatform().daemon().start(() -> client.trySend(Attacker.frames("x".repeat(1 << 19)))); // may block
            running.awaitStatus("the disk is full", status -> status.status() == Status.DEGRADED);

            expectUnavailable(running.deadLetters().redrive(letter.id(), EDITED));
            expectUnavailable(running.control().pause("p", "trouble"));
            assertThat(running.status().operatorPause()).as("it is in effect").isNotNull();
            assertThat(running.deadLetters().count()).isEqualTo(1);

            disk.free();
            running.awaitStatus("the pause is left", status -> status.status() == Status.PAUSED);
            running.control().resume("p").get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            running.awaitStatus("it runs again", status -> status.status() == Status.RUNNING);
            assertThat(running.deadLetters()
                            .redrive(letter.id(), EDITED)
                            .get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(sink.awaitLines(2, RunningPipelines.DEADLINE)).contains("good 1");
        }
    }

    private static void expectUnavailable(CompletableFuture<?> done) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done.get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .withCauseInstanceOf(UnavailableException.class);
    }
}
