package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.Backpressure;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the pipelines, an entry for each. A pipeline that continues by itself, or that an operator has
 * paused, is up: one that waits for back-pressure to pass, or whose sink is away. Has no state of its own.
 */
public final class PipelinesHealth implements CompositeHealthContributor {

    private final PipelineRuntime runtime;

    public PipelinesHealth(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return stream()
                .filter(entry -> entry.name().equals(name))
                .map(HealthContributors.Entry::contributor)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return runtime.pipelines().stream().map(PipelinesHealth::entry);
    }

    private static HealthContributors.Entry entry(PipelineStatus pipeline) {
        HealthIndicator indicator = () -> health(pipeline);
        return new HealthContributors.Entry(pipeline.name(), indicator);
    }

    private static Health health(PipelineStatus pipeline) {
        Health.Builder health = Health.status(statusOf(pipeline))
                .withDetail("status", pipeline.status())
                .withDetail("since", pipeline.since());
        if (pipeline.detail() != null) {
            health.withDetail("detail", pipeline.detail());
        }
        Backpressure backpressure = pipeline.backpressure();
        if (backpressure != null) {
            health.withDetail("backpressure", backpressure);
        }
        return health.build();
    }

    private static Status statusOf(PipelineStatus pipeline) {
        return switch (pipeline.status()) {
            case RUNNING, BACKPRESSURED, DEGRADED, PAUSED -> Status.UP;
            case STARTING, RECOVERING, DRAINING, STOPPED -> Status.OUT_OF_SERVICE;
            case FAILED -> Status.DOWN;
        };
    }
}
