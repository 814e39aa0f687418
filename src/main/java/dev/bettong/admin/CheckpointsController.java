package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineRuntime;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the last checkpoint over HTTP, and takes one on request. Has no state of its own. */
@RestController
@RequestMapping("/api/checkpoints")
public final class CheckpointsController {

    private final PipelineRuntime runtime;
    private final BoundedWait answers;

    public CheckpointsController(PipelineRuntime runtime, BoundedWait answers) {
        this.runtime = runtime;
        this.answers = answers;
    }

    @GetMapping
    Checkpoints.Checkpoint last() {
        return checkpoints().last();
    }

    @PostMapping
    Checkpoints.Checkpoint take() {
        return answers.afterCheckpoint(checkpoints().take());
    }

    private Checkpoints checkpoints() {
        return runtime.checkpoints().orElseThrow(Problem::noCheckpoints);
    }
}
