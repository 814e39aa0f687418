package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineRuntime;
import java.util.concurrent.CompletionException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Makes a backup on request. Has no state of its own. */
@Endpoint(id = "backups")
public final class BackupsEndpoint {

    private final PipelineRuntime runtime;

    public BackupsEndpoint(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Makes a backup.
     *
     * @throws CompletionException if it cannot be written
     */
    @WriteOperation
    public WebEndpointResponse<Checkpoints.Backup> create() {
        return runtime.checkpoints()
                .map(checkpoints ->
                        new WebEndpointResponse<>(checkpoints.backup().join()))
                .orElseGet(() -> new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
    }
}
