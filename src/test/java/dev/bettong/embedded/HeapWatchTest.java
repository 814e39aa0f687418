package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import org.junit.jupiter.api.Test;

/** A heap that stays nearly full after garbage collections shows, before the process ends. */
class HeapWatchTest {

    @Test
    void degradesPipelinesWhileCollectionsLeaveMoreThanTheLimit() throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).heapNearlyFull(0.0001).run(receiver.port(), Tallies.pipeline("p"))) {
            System.gc();
            running.awaitStatus("degraded", status -> status.status() == Status.DEGRADED);
            assertThat(running.status().detail())
                    .contains("heap is nearly full")
                    .contains("after garbage collection");

            await().atMost(RunningPipelines.DEADLINE).untilAsserted(() -> {
                System.gc();
                assertThat(running.registry()
                                .get("bettong.heap.full.gc.interval")
                                .gauge()
                                .value())
                        .isPositive();
            });
        }
    }

    @Test
    void leavesThemAloneWhileThereIsRoom() throws Exception {
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).heapNearlyFull(0.999).run(receiver.port(), Tallies.pipeline("p"))) {
            System.gc();
            running.awaitStatus("running", status -> status.status() == Status.RUNNING);
        }
    }
}
