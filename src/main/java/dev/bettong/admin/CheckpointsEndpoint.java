package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineRuntime;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Shows the last checkpoint, and takes one on request. Has no state of its own. */
@Endpoint(id = "checkpoints")
public final class CheckpointsEndpoint {

    private final PipelineRuntime runtime;
    private final BoundedWait answers;

    public CheckpointsEndpoint(PipelineRuntime runtime, BoundedWait answers) {
        this.runtime = runtime;
        this.answers = answers;
    }

    /** The last checkpoint. */
    @ReadOperation
    public WebEndpointResponse<Checkpoints.Checkpoint> last() {
        return runtime.checkpoints()
                .map(checkpoints -> new WebEndpointResponse<>(checkpoints.last()))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }

    /** Takes a checkpoint; the answer is 503 if it cannot be written now, or not in time. */
    @WriteOperation
    public WebEndpointResponse<Object> take() {
        return runtime.checkpoints()
                .map(checkpoints -> EndpointAnswers.of(() -> answers.afterCheckpoint(checkpoints.take())))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }
}
