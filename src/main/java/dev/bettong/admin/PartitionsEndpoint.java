package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Says where the partitions are. Has no state of its own. */
@Endpoint(id = "partitions")
public final class PartitionsEndpoint {

    private final PipelineRuntime runtime;

    public PartitionsEndpoint(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    /** The partitions of all pipelines, by name of the pipeline. */
    @ReadOperation
    public Map<String, List<PartitionView>> partitions() {
        Map<String, List<PartitionView>> byPipeline = new LinkedHashMap<>();
        for (PipelineStatus pipeline : runtime.pipelines()) {
            byPipeline.put(pipeline.name(), PartitionView.of(pipeline.name(), runtime));
        }
        return byPipeline;
    }

    /** The partitions of one pipeline, or {@code null} if there is no such pipeline, which is answered with 404. */
    @ReadOperation
    public @Nullable List<PartitionView> partitions(@Selector String pipeline) {
        return partitions().get(pipeline);
    }
}
