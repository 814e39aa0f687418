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
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A stop while a function does not return: everything else is closed, and the same JVM can open the directory again. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class StopWithHungWorkerTest {

    private static final Duration DEADLINE = RunningPipelines.DEADLINE;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);
    private static final String HANGS = "hangs";

    @TempDir
    private Path directory;

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicReference<Thread> hung = new AtomicReference<>(); // set by the old worker, read by the test
    private volatile boolean hangs = true; // set by the test, read by workers
    private LineServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        receiver.close();
    }

    private Pipeline pipeline() {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState("tally", Tallies.STATE, this::tally)
                .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    private Outcome<String> tally(String text, Tally tally) {
        if (text.equals(HANGS) && hangs) {
            hung.set(Thread.currentThread());
            entered.countDown();
            awaitQuietly(release);
        }
        return Outcome.changed(text + " " + tally.add());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // as a function that nobody can interrupt
            }
        }
    }

    private RunningPipelines run() {
        return RunningPipelines.with(1)
                .durableIn(directory)
                .shutdownTimeout(SHUTDOWN_TIMEOUT)
                .checkpointInterval(Duration.ofHours(1))
                .run(receiver.port(), pipeline());
    }

    @Test
    void closesTheStoreSoThatTheSameProcessCanOpenItAgain(CapturedOutput log) throws Exception {
        RunningPipelines stuck = run();
        stuck.connect().close();
        try (FramedClient client = FramedClient.connect(stuck.port(), DEADLINE)) {
            client.send("a", "b");
            receiver.awaitLines(2, DEADLINE);
            client.send(HANGS);
            entered.await();
            stuck.stop();
        }
        assertThat(log.getOut())
                .contains("Stopping without waiting any longer for the workers to end")
                .doesNotContain("stays open");
        hangs = false;
        try (RunningPipelines again = run()) {
            again.connect().close();
            assertThat(receiver.awaitLines(5, DEADLINE).subList(2, 5)).containsOnlyOnce("a 1", "b 1", HANGS + " 1");

            release.countDown(); // the old worker goes on, and finds everything closed
            await("the old worker has ended")
                    .atMost(DEADLINE)
                    .until(() -> !hung.get().isAlive());
            try (FramedClient client = FramedClient.connect(again.port(), DEADLINE)) {
                client.send("a", HANGS);
            }
            await("both are counted once")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(receiver.lines()).contains("a 2", HANGS + " 2"));
            assertThat(receiver.lines()).doesNotContain("a 3", HANGS + " 3");
        }
    }
}
