package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** Says what the pipelines do. Has no state of its own. */
@Endpoint(id = "pipelines")
public final class PipelinesEndpoint {

    private final PipelineRuntime runtime;

    public PipelinesEndpoint(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @ReadOperation
    public List<PipelineStatus> pipelines() {
        return runtime.pipelines();
    }

    /** What one of them does, or {@code null}, which is answered with 404. */
    @ReadOperation
    public @Nullable PipelineStatus pipeline(@Selector String name) {
        return runtime.pipeline(name).orElse(null);
    }
}
