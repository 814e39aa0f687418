package dev.bettong.admin;

import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.PipelineRuntime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition as clients see it.
 *
 * <p>As many components as the document has fields.
 *
 * @param key its key, if it has only one
 * @param worker the worker that owns it
 * @param events events assigned to it so far
 * @param detail why, for a status that is not {@link PartitionStatus#OK}
 * @param hotKey the key that makes it {@link PartitionStatus#SKEWED}
 */
public record PartitionView(
        String partitioning,
        int partition,
        @Nullable String key,
        int worker,
        long events,
        PartitionStatus status,
        @Nullable String detail,
        PartitionHealth.@Nullable HotKey hotKey) {

    static List<PartitionView> of(String pipeline, PipelineRuntime runtime) {
        return runtime.inspection().partitions(pipeline).stream()
                .map(PartitionView::of)
                .toList();
    }

    private static PartitionView of(PartitionPlace place) {
        PartitionHealth health = place.health();
        return new PartitionView(
                place.partitioning(),
                place.partition(),
                place.key().orElse(null),
                place.worker(),
                place.events(),
                health.status(),
                health.detail(),
                health.hotKey());
    }
}
