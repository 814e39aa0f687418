package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.embedded.Tallies.Tally;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipeline that fails keeps the state of its last checkpoint, and its journal, until a version of it that does not fail
 * goes on from there.
 */
class FailureAndRestartTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final String BAD = "bad";

    @TempDir
    private Path directory;

    private LineServer receiver;
    private boolean mended; // set while nothing runs

    @BeforeEach
    void listen() throws IOException {
        receiver = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
    }

    private Pipeline pipeline(String name, State<Tally> state) {
        return Pipeline.named(name)
                .from(Source.tcp(name + " in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState("tally", state, this::tally)
                .to(Sink.tcp(name + " out", (String line) -> (name + " " + line + "\n").getBytes(UTF_8)))
                .onFailure(FailurePolicy.FAIL);
    }

    private Outcome<String> tally(String text, Tally tally) {
        if (text.equals(BAD) && !mended) {
            throw new IllegalArgumentException("not mended yet");
        }
        return Outcome.changed("%s %d".formatted(text, tally.add()));
    }

    private RunningPipelines run(Pipeline... pipelines) {
        RunningPipelines running = RunningPipelines.with(2)
                .durableIn(directory)
                .checkpointInterval(Duration.ofHours(1))
                .run(receiver.port(), pipelines);
        for (Pipeline pipeline : pipelines) {
            await(pipeline.name() + " runs")
                    .atMost(DEADLINE)
                    .until(() -> running.status(pipeline.name()).status() == Status.RUNNING);
        }
        return running;
    }

    private static void send(RunningPipelines running, String pipeline, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(pipeline), DEADLINE)) {
            client.send(texts);
        }
    }

    private static void awaitFailed(RunningPipelines running, String pipeline) {
        await(pipeline + " has failed")
                .atMost(DEADLINE)
                .until(() -> running.status(pipeline).status() == Status.FAILED);
    }

    @Test
    void countsEveryEventOnceAlsoThoseOfAPipelineThatSharesState() throws Exception {
        Pipeline strict = pipeline("strict", Tallies.STATE);
        Pipeline peer = pipeline("peer", Tallies.STATE);
        Pipeline other = pipeline("other", State.named("others", Tally.class, Tally::new));
        try (RunningPipelines running = run(strict, peer, other)) {
            send(running, "strict", "a");
            send(running, "peer", "a");
            receiver.awaitLines(2, DEADLINE);
            running.checkpoint();
            send(running, "peer", "a", "b");
            send(running, "other", "a");
            receiver.awaitLines(5, DEADLINE);
            send(running, "strict", BAD);
            awaitFailed(running, "strict");
            awaitFailed(running, "peer");
            send(running, "other", "a");
            receiver.awaitLines(6, DEADLINE);
            running.checkpoint();
        }
        mended = true;
        try (RunningPipelines running = run(strict, peer, other)) {
            // what follows the last checkpoint of the two is handled again, and its outputs come again
            assertThat(receiver.awaitLines(9, DEADLINE).subList(6, 9))
                    .containsExactlyInAnyOrder("peer a 3", "peer b 1", "strict bad 1");
            send(running, "peer", "a");
            send(running, "other", "a");
            assertThat(receiver.awaitLines(11, DEADLINE).subList(9, 11))
                    .containsExactlyInAnyOrder("peer a 4", "other a 3");
        }
    }

    /** A pipeline that was drained does not fail, but its last events are in the shared state only, which is left out. */
    @Test
    void countsEveryEventOfAPipelineThatWasDrainedBeforeTheOneFailedWithWhichItSharesState() throws Exception {
        Pipeline strict = pipeline("strict", Tallies.STATE);
        Pipeline peer = pipeline("peer", Tallies.STATE);
        try (RunningPipelines running = run(strict, peer)) {
            send(running, "peer", "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            send(running, "peer", "a");
            receiver.awaitLines(2, DEADLINE);
            running.control().drain("peer").join();
            running.await("peer", Status.STOPPED);
            send(running, "strict", BAD);
            awaitFailed(running, "strict");
            running.checkpoint();
        }
        mended = true;
        try (RunningPipelines running = run(strict, peer)) {
            send(running, "peer", "a");
            assertThat(receiver.awaitLines(5, DEADLINE).subList(2, 5))
                    .containsExactlyInAnyOrder("peer a 2", "strict bad 1", "peer a 3");
        }
    }

    /** The checkpoints of the other would have its positions without the state, which they leave out. */
    @Test
    void opensNoSourceOfAPipelineThatSharesStateWithOneWhoseSourceCannotOpen() throws Exception {
        CountDownLatch recovery = new CountDownLatch(1);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningPipelines running = RunningPipelines.with(2)
                        .durableIn(directory)
                        .sourcePort("strict in", taken.getLocalPort())
                        .phases(phase -> {
                            if (phase == CheckpointPhase.RECOVERY_BEGUN) {
                                awaitQuietly(recovery); // longer than a start waits for it
                            }
                        })
                        .run(receiver.port(), pipeline("peer", Tallies.STATE), pipeline("strict", Tallies.STATE))) {
            recovery.countDown();
            awaitFailed(running, "strict");
            awaitFailed(running, "peer");
            assertThat(running.status("peer").detail()).contains("'strict' has failed, which shares state");
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
    void keepsExpiredEntitiesThatAFailedPipelineHasYetToMeetAgain() throws Exception {
        Duration expireAfter = Duration.ofMillis(500);
        Pipeline strict =
                pipeline("strict", State.named("brief", Tally.class, Tally::new).expireAfter(expireAfter));
        Pipeline other = pipeline("other", Tallies.STATE);
        String second; // "strict a 2", unless so much time has passed before that the entity expired
        try (RunningPipelines running = run(strict, other)) {
            send(running, "strict", "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            send(running, "strict", "a");
            second = receiver.awaitLines(2, DEADLINE).getLast();
            Instant touched = Instant.now();
            send(running, "strict", BAD);
            awaitFailed(running, "strict");
            await("it would be expired")
                    .atMost(DEADLINE)
                    .until(() -> Instant.now().isAfter(touched.plus(expireAfter)));
            for (int i = 0; i < 3; i++) { // each checkpoint is followed by a sweep
                send(running, "other", "b");
                receiver.awaitLines(3 + i, DEADLINE);
                running.checkpoint();
            }
        }
        mended = true;
        try (RunningPipelines running = run(strict, other)) {
            assertThat(receiver.awaitLines(7, DEADLINE).subList(5, 7))
                    .containsExactlyInAnyOrder(second, "strict bad 1");
            assertThat(running.status("strict").status()).isEqualTo(Status.RUNNING);
        }
    }
}
