package dev.bettong.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.runtime.WorkerStatus.Call;
import dev.bettong.runtime.WorkerStatus.StepPlace;
import dev.bettong.testing.NoInspection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class WorkersHealthTest {

    private final FixedRuntime runtime = new FixedRuntime();
    private final WorkersHealth health = new WorkersHealth(runtime);

    private void worker(Duration lasts) {
        runtime.inspection(new NoInspection() {
            @Override
            public List<WorkerStatus> workers() {
                return List.of(
                        new WorkerStatus(0, 1, 0.5, Duration.ZERO, null),
                        new WorkerStatus(
                                1,
                                1,
                                0,
                                lasts,
                                new Call(lasts, "Lookup.find(Lookup.java:7)", new StepPlace("shop", "look up"))));
            }
        });
    }

    @Test
    void isUpWhileAWorkerMayComeBack() {
        worker(Duration.ofSeconds(29));

        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void isDownWhenAWorkerIsLost() {
        worker(Duration.ofSeconds(31));
        Health lost = health.health();

        assertThat(lost.getStatus()).isEqualTo(Status.DOWN);
        assertThat(lost.getDetails())
                .containsEntry(
                        "worker 1",
                        "in one call for 31 s: 'look up' of pipeline 'shop', at Lookup.find(Lookup.java:7)");
    }
}
