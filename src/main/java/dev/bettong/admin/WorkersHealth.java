package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.WorkerStatus;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of the workers, for liveness: one that has been in a single call for half a minute will hardly come back, and
 * only a restart helps. Has no state of its own.
 */
public final class WorkersHealth implements HealthIndicator {

    private static final Duration LOST = Duration.ofSeconds(30);

    private final PipelineRuntime runtime;

    public WorkersHealth(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (WorkerStatus worker : runtime.inspection().workers()) {
            WorkerStatus.Call call = worker.call();
            if (call != null && call.lasts().compareTo(LOST) > 0) {
                health.down()
                        .withDetail(
                                "worker " + worker.worker(),
                                "in one call for %d s: %s"
                                        .formatted(call.lasts().toSeconds(), call.place()));
            }
        }
        return health.build();
    }
}
