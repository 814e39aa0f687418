package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.embedded.Tallies.Tally;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New keys come quicker than they can leave memory, or cannot leave it: the heap does not fill. */
class ManyKeysTest {

    private static final int KEYS = 20_000;

    @TempDir
    private Path directory;

    @Test
    void pausesTheSourceUntilACheckpointHasSavedThem() throws IOException {
        AtomicBoolean held = new AtomicBoolean(true);
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory)
                        .checkpointInterval(Duration.ofMillis(50))
                        .maxStateMemory(100_000)
                        .phases(phase -> hold(phase, held))
                        .run(sink.port(), Tallies.pipeline("p"));
                Attacker client = running.connect()) {
            Thread sender = Thread.ofPlatform().daemon().start(() -> client.trySend(Attacker.frames(keys())));
            running.awaitStatus(
                    "the source waits",
                    status -> status.status() == Status.BACKPRESSURED
                            && String.valueOf(status.detail()).contains("unsaved state on worker 0"));
            held.set(false);

            assertThat(sink.awaitLines(KEYS, RunningPipelines.DEADLINE)).contains("key0 1", "key" + (KEYS - 1) + " 1");
            await("the sender").atMost(RunningPipelines.DEADLINE).until(() -> !sender.isAlive());
        }
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory)
                        .maxStateMemory(100_000)
                        .run(sink.port(), Tallies.pipeline("p"));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("key7"));
            assertThat(sink.awaitLines(1, RunningPipelines.DEADLINE)).containsExactly("key7 2");
        }
    }

    /** No checkpoint ever saves the entities of a failed pipeline, so they must not count as waiting for one. */
    @Test
    void pauseNoOtherPipelineOnceTheirOwnHasFailed() throws IOException {
        AtomicBoolean held = new AtomicBoolean(true);
        State<Tally> unsavable =
                State.named("unsavable", Tally.class, Tally::new).codec(new FailingCodec());
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory)
                        .checkpointInterval(Duration.ofMillis(50))
                        .maxStateMemory(100_000)
                        .phases(phase -> {
                            if (phase == CheckpointPhase.CHECKPOINT_CUT) {
                                await().atMost(RunningPipelines.DEADLINE).until(() -> !held.get());
                            }
                        })
                        .run(sink.port(), Tallies.pipeline("failing", unsavable), Tallies.pipeline("other"));
                Attacker client = running.connect()) {
            Thread.ofPlatform().daemon().start(() -> client.trySend(Attacker.frames(keys())));
            running.await("other", Status.BACKPRESSURED);
            held.set(false);
            running.await("failing", Status.FAILED);

            running.await("other", Status.RUNNING);
            try (Attacker next = Attacker.connect(running.port("other"))) {
                next.send(Attacker.frames(keys()));
                await("outputs of the other")
                        .atMost(RunningPipelines.DEADLINE)
                        .until(() -> running.status("other").sinks().getFirst().messages() == KEYS);
            }
        }
    }

    /** Encodes no entity that an event has changed. */
    private static final class FailingCodec implements StateCodec<Tally> {

        @Override
        public byte[] encode(Tally tally) {
            if (tally.count() > 0) {
                throw new IllegalStateException("meant to fail");
            }
            return new byte[0];
        }

        @Override
        public Tally decode(byte[] bytes) {
            return new Tally();
        }
    }

    private static String[] keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "key" + i).toArray(String[]::new);
    }

    @Test
    void failNewKeysWithoutADataDirectoryAndLetTheOthersGoOn() throws IOException {
        try (LineServer sink = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).maxStateMemory(100_000).run(sink.port(), Tallies.pipeline("p"));
                Attacker client = running.connect()) {
            for (int i = 0; i < 1_000; i++) {
                client.send(Attacker.frames("key" + i));
            }
            running.awaitFailures("compute", 1);
            client.send(Attacker.frames("key0"));

            await().atMost(RunningPipelines.DEADLINE)
                    .untilAsserted(() -> assertThat(sink.lines()).contains("key0 2"));
            assertThat(running.status().status()).isEqualTo(Status.RUNNING);
            assertThat(running.deadLetters().page(null, 0, 1).getFirst().cause())
                    .contains("takes no new key", "bettong.state.max-memory");
        }
    }

    private static void hold(CheckpointPhase phase, AtomicBoolean held) {
        if (phase == CheckpointPhase.CHECKPOINT_SAVED) {
            await().atMost(RunningPipelines.DEADLINE).until(() -> !held.get());
        }
    }
}
