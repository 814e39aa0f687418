package dev.bettong.admin;

import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Says over HTTP what the pipelines do, and steers them. Has no state of its own. */
@RestController
@RequestMapping("/api/pipelines")
public final class PipelinesController {

    private static final int MAX_REASON = 500;

    private final PipelineRuntime runtime;
    private final BoundedWait answers;

    public PipelinesController(PipelineRuntime runtime, BoundedWait answers) {
        this.runtime = runtime;
        this.answers = answers;
    }

    @GetMapping
    List<PipelineStatus> pipelines() {
        return runtime.pipelines();
    }

    @GetMapping("/{name}")
    PipelineStatus pipeline(@PathVariable String name) {
        return runtime.pipeline(name).orElseThrow(() -> Problem.noPipeline(name, runtime));
    }

    @GetMapping("/{name}/graph")
    PipelineGraph graph(@PathVariable String name) {
        return runtime.inspection().graph(name).orElseThrow(() -> Problem.noPipeline(name, runtime));
    }

    @GetMapping("/{name}/partitions")
    List<PartitionView> partitions(@PathVariable String name) {
        pipeline(name);
        return PartitionView.of(name, runtime);
    }

    /** Why it is paused, for those who will wonder. */
    record PauseRequest(@Nullable String reason) {}

    @PostMapping("/{name}/pause")
    PipelineStatus pause(@PathVariable String name, @RequestBody(required = false) @Nullable PauseRequest request) {
        pipeline(name);
        answers.of(runtime.control().pause(name, reason(request)));
        return pipeline(name);
    }

    private static @Nullable String reason(@Nullable PauseRequest request) {
        String reason = request == null ? null : request.reason();
        if (reason == null || reason.isBlank()) {
            return null;
        }
        if (reason.length() > MAX_REASON) {
            throw Problem.badParameter(
                    "'reason' has %d characters, expected at most %d.".formatted(reason.length(), MAX_REASON));
        }
        return reason;
    }

    @PostMapping("/{name}/resume")
    PipelineStatus resume(@PathVariable String name) {
        pipeline(name);
        answers.of(runtime.control().resume(name));
        return pipeline(name);
    }

    /** Only begins it: the status tells when it is done. */
    @PostMapping("/{name}/drain")
    @ResponseStatus(HttpStatus.ACCEPTED)
    PipelineStatus drain(@PathVariable String name) {
        pipeline(name);
        answers.of(runtime.control().drain(name));
        return pipeline(name);
    }
}
