package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.runtime.Status;
import dev.bettong.store.JournalHole;
import dev.bettong.testing.LineServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Two pipelines that share nothing, of which one cannot recover since its sink is away: the other one runs, and takes
 * checkpoints, which leave the first one as it was.
 */
class GroupRecoveryTest extends TwoGroups {

    @Test
    void runsWhileAnotherPipelineWaitsForItsSinkAndTakesItInWhenThatIsBack() throws Exception {
        try (RunningPipelines running = run(crashed(), SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", "a", "a", "fail there");
            await("two outputs")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(outputs(receiver)).containsExactly("a 1", "a 2"));
            running.checkpoint();
            assertThat(letters(running, 1)).containsExactly("fail there");

            try (LineServer back = LineServer.start(awayPort)) {
                running.await("away", Status.RUNNING);
                back.awaitLines(expected().size(), DEADLINE);
                assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
                assertThat(letters(running, 1 + FAILING)).contains("fail 0", "fail " + (FAILING - 1), "fail there");
                send(running, "away", "saved0", "k0");
                await("it counts on")
                        .atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(outputs(back)).contains("saved0 2", "k0 2"));
            }
        }
    }

    @Test
    void runsWhileAnotherPipelineHoldsMoreStateThanACheckpointCouldSaveOfIt() throws Exception {
        try (RunningPipelines running = settings(crashed(), SMALL_BUFFER)
                .maxStateMemory(10_000)
                .run(receiver.port(), pipeline("away"), pipeline("there"))) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", texts("k", REPLAYED)); // more than it may hold, too

            receiver.awaitLines(REPLAYED, DEADLINE);
            send(running, "there", "a");
            receiver.awaitLines(REPLAYED + 1, DEADLINE);
            running.await("there", Status.RUNNING);
        }
    }

    @Test
    void losesNothingInACrashWhileOneStillRecovers() throws Exception {
        Path again;
        try (RunningPipelines running = run(crashed(), SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            for (int i = 1; i <= 3; i++) {
                send(running, "there", "a", "fail there " + i);
                receiver.awaitLines(i, DEADLINE);
                letters(running, i - 1);
                running.checkpoint();
            }
            send(running, "there", "a");
            receiver.awaitLines(4, DEADLINE);
            again = crash(running);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(again, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            running.await("away", Status.RUNNING);
            back.awaitLines(expected().size(), DEADLINE);
            assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            running.checkpoint();
            assertThat(letters(running, 3 + FAILING)).contains("fail there 1", "fail there 3", "fail 0");
            send(running, "away", "saved0", "k0");
            send(running, "there", "a");
            await("both count on").atMost(DEADLINE).untilAsserted(() -> {
                assertThat(outputs(back)).contains("saved0 2", "k0 2");
                assertThat(outputs(receiver)).contains("a 5").doesNotContain("a 6");
            });
        }
    }

    @Test
    void runsWhileTheRecoveryOfAnotherPipelineFails() throws Exception {
        Path data = crashed();
        JournalHole.make(data, "away", 10);
        CountDownLatch recovery = new CountDownLatch(1);
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = settings(data, SMALL_BUFFER)
                        .phases(phase -> {
                            if (phase == CheckpointPhase.RECOVERY_BEGUN) {
                                awaitQuietly(recovery); // longer than a start waits for it
                            }
                        })
                        .run(receiver.port(), pipeline("away"), pipeline("there"))) {
            recovery.countDown();
            running.await("away", Status.FAILED);
            running.await("there", Status.RUNNING);
            assertThat(running.status("away").detail())
                    .contains("the recovery has failed", "the journal of", "has no entry");
            send(running, "there", "a");
            receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            assertThat(outputs(back)).doesNotHaveDuplicates();
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
    void takesNoPartInTheLastCheckpointOfAStopBeforeItHasRecovered() throws Exception {
        Path data = crashed();
        try (RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            awaitWaiting(running);
            send(running, "there", "a");
            receiver.awaitLines(1, DEADLINE);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("away", Status.RUNNING);
            running.await("there", Status.RUNNING);
            back.awaitLines(expected().size(), DEADLINE);
            assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            send(running, "there", "a");
            await("it counts on")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(outputs(receiver)).containsExactly("a 1", "a 2"));
        }
    }
}
