package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function that does not return must cost a durable process no more than its own worker. */
class HungWorkerTest {

    private static final List<String> KEYS = List.of("0", "1"); // one for each worker

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private LineServer sink;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() throws IOException {
        sink = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        sink.close();
    }

    record Sum(long value) {}

    private static final class Total {

        long value;
    }

    /** Hangs on "hang", on the worker of key 0, and counts the rest by key. */
    private Pipeline pipeline(String name) {
        return Pipeline.named(name)
                .from(Source.tcp(
                        name + "-in", Decoder.framed(4, ">I", bytes -> new String(bytes, StandardCharsets.UTF_8))))
                .partition((String word) -> word.equals("hang") ? "0" : word, KEYS)
                .computeState(
                        name + " count",
                        State.named(name + " totals", Total.class, Total::new),
                        (String word, Total total) -> {
                            hangOn(word);
                            total.value++;
                            return Outcome.changed(word + " " + total.value);
                        })
                .to(Sink.tcp(name + "-out", line -> (line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void hangOn(String word) {
        if (word.equals("hang")) {
            entered.countDown();
            try {
                Assertions.assertThat(release.await(5, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RunningPipelines run() {
        return RunningPipelines.with(2)
                .durableIn(directory)
                .checkpointInterval(Duration.ofMillis(20))
                .cutTimeout(Duration.ofMillis(300))
                .workerDelayLimit(Duration.ofMillis(500))
                .shutdownTimeout(Duration.ofSeconds(2))
                .run(sink.port(), pipeline("a"), pipeline("b"));
    }

    private void hang(Attacker client) throws Exception {
        client.send(Attacker.frames("hang"));
        assertThat(entered.await(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    private static double abandoned(RunningPipelines running) {
        return running.registry().get("bettong.checkpoint.abandoned").counter().count();
    }

    @Test
    void keepsTheOtherWorkerWorkingWhileCheckpointsAreAbandoned() throws Exception {
        try (RunningPipelines running = run();
                Attacker hung = running.connect();
                Attacker first = Attacker.connect(running.port("b"));
                Attacker second = Attacker.connect(running.port("b"))) { // one of them on the worker that does not hang
            hang(hung);
            await("two checkpoints are abandoned")
                    .atMost(RunningPipelines.DEADLINE)
                    .until(() -> abandoned(running) >= 2);
            String[] words = IntStream.range(0, 500).mapToObj(i -> "1").toArray(String[]::new);
            first.send(Attacker.frames(words));
            second.send(Attacker.frames(words));
            sink.awaitLines(500, RunningPipelines.DEADLINE);

            release.countDown();
            assertThat(sink.awaitLines(1_001, RunningPipelines.DEADLINE)).contains("hang 1", "1 1000");
            await("checkpoints are taken again")
                    .atMost(RunningPipelines.DEADLINE)
                    .until(() -> running.checkpoint() > 0);
        }
        try (RunningPipelines running = run();
                Attacker client = Attacker.connect(running.port("b"))) {
            running.awaitStatus("it runs", status -> status.status() == Status.RUNNING);
            client.send(Attacker.frames("1"));
            assertThat(sink.awaitLines(1_002, RunningPipelines.DEADLINE)).contains("1 1001");
        }
    }

    @Test
    void degradesThePipelinesAndNamesTheStep() throws Exception {
        try (RunningPipelines running = run();
                Attacker hung = running.connect()) {
            hang(hung);
            for (String pipeline : List.of("a", "b")) {
                await("it is degraded").atMost(RunningPipelines.DEADLINE).untilAsserted(() -> {
                    PipelineStatus status = running.status(pipeline);
                    assertThat(status.status()).isEqualTo(Status.DEGRADED);
                    assertThat(status.detail())
                            .contains("worker 0 has been blocked for", "in 'a count' of pipeline 'a'");
                });
            }
            release.countDown();
            running.awaitStatus("it runs again", status -> status.status() == Status.RUNNING);
        }
    }

    @Test
    void keepsNoOperatorWaiting() throws Exception {
        try (RunningPipelines running = run();
                Attacker hung = running.connect();
                Attacker first = Attacker.connect(running.port("b"));
                Attacker second = Attacker.connect(running.port("b"))) {
            first.send(Attacker.frames("1"));
            second.send(Attacker.frames("1"));
            sink.awaitLines(2, RunningPipelines.DEADLINE);
            hang(hung);

            running.control().pause("b", "look").get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(running.status("b").status()).isEqualTo(Status.PAUSED);
            running.control().resume("b").get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertThat(running.inspection()
                            .entity("b totals", "1")
                            .get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isPresent();
            assertThat(running.backup()).exists();
            Assertions.assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(
                            () -> running.checkpointNow().get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .withCauseInstanceOf(UnavailableException.class)
                    .withMessageContaining("worker 0");
        }
    }

    @Test
    void isLeftBehindByAStopAndFindsTheStoreClosed() throws Exception {
        try (RunningPipelines running = run();
                Attacker hung = running.connect()) {
            hang(hung);
            running.stop();
        }
        try (RunningPipelines again = run()) {
            again.awaitStatus("it replays and hangs again", status -> status.status() == Status.RECOVERING);
            release.countDown(); // the worker that was left behind, too
            assertThat(sink.awaitLines(1, RunningPipelines.DEADLINE)).containsOnly("hang 1");
            again.awaitStatus("it runs", status -> status.status() == Status.RUNNING);
        }
    }
}
