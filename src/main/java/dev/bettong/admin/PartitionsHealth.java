package dev.bettong.admin;

import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the partitions, an entry for each pipeline: how many are how, and the worst of them. What only goes
 * slowly, or waits, is up. Has no state of its own.
 */
public final class PartitionsHealth implements CompositeHealthContributor {

    private static final int MAX_SHOWN = 20;

    private final PipelineRuntime runtime;

    public PartitionsHealth(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public @Nullable HealthIndicator getContributor(String name) {
        return runtime.pipeline(name).map(this::indicator).orElse(null);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return runtime.pipelines().stream()
                .map(pipeline -> new HealthContributors.Entry(pipeline.name(), indicator(pipeline)));
    }

    private HealthIndicator indicator(PipelineStatus pipeline) {
        return () -> health(PartitionView.of(pipeline.name(), runtime));
    }

    private static Health health(List<PartitionView> partitions) {
        Map<PartitionStatus, Integer> counts = new EnumMap<>(PartitionStatus.class);
        partitions.forEach(each -> counts.merge(each.status(), 1, Integer::sum));
        Health.Builder health = Health.status(statusOf(counts));
        counts.forEach((status, count) -> health.withDetail(status.name(), count));
        List<PartitionView> worst = partitions.stream()
                .filter(each -> each.status() != PartitionStatus.OK)
                .sorted(Comparator.comparing(PartitionView::status))
                .limit(MAX_SHOWN)
                .toList();
        if (!worst.isEmpty()) {
            health.withDetail("worst", worst);
        }
        return health.build();
    }

    private static Status statusOf(Map<PartitionStatus, Integer> counts) {
        if (counts.containsKey(PartitionStatus.STALLED)) {
            return Status.DOWN;
        }
        return counts.containsKey(PartitionStatus.RECOVERING) ? Status.OUT_OF_SERVICE : Status.UP;
    }
}
