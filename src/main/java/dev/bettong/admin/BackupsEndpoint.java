package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Makes a backup on request. Has no state of its own. */
@Endpoint(id = "backups")
public final class BackupsEndpoint {

    private final PipelineRuntime runtime;
    private final BoundedWait answers;

    public BackupsEndpoint(PipelineRuntime runtime, BoundedWait answers) {
        this.runtime = runtime;
        this.answers = answers;
    }

    /** Makes a backup; the answer is 503 if it cannot be written now, or not in time. */
    @WriteOperation
    public WebEndpointResponse<Object> create() {
        return runtime.checkpoints()
                .map(checkpoints -> EndpointAnswers.of(() -> answers.afterCheckpoint(checkpoints.backup())))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }
}
