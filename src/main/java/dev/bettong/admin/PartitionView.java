package dev.bettong.admin;

import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PipelineRuntime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition as clients see it.
 *
 * @param key its key, if it has only one
 * @param worker the worker that owns it
 * @param events events assigned to it so far
 */
public record PartitionView(
        String partitioning, int partition, @Nullable String key, int worker, long events) {

    static List<PartitionView> of(String pipeline, PipelineRuntime runtime) {
        return runtime.inspection().partitions(pipeline).stream()
                .map(PartitionView::of)
                .toList();
    }

    private static PartitionView of(PartitionPlace place) {
        return new PartitionView(
                place.partitioning(), place.partition(), place.key().orElse(null), place.worker(), place.events());
    }
}
