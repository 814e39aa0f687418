package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineRuntime;
import java.util.concurrent.CompletionException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Shows the last checkpoint, and takes one on request. Has no state of its own. */
@Endpoint(id = "checkpoints")
public final class CheckpointsEndpoint {

    private final PipelineRuntime runtime;

    public CheckpointsEndpoint(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    /** The last checkpoint. */
    @ReadOperation
    public WebEndpointResponse<Checkpoints.Checkpoint> last() {
        return runtime.checkpoints()
                .map(checkpoints -> new WebEndpointResponse<>(checkpoints.last()))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    /**
     * Takes a checkpoint.
     *
     * @throws CompletionException if it cannot be written
     */
    @WriteOperation
    public WebEndpointResponse<Checkpoints.Checkpoint> take() {
        return runtime.checkpoints()
                .map(checkpoints -> new WebEndpointResponse<>(checkpoints.take().join()))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }
}
