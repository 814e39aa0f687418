package dev.bettong.admin;

import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineRuntime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows over HTTP the state that the last checkpoint holds. Has no state of its own. */
@RestController
@RequestMapping("/api/states")
public final class StatesController {

    private final PipelineRuntime runtime;

    public StatesController(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @GetMapping("/{state}/entities/{key}")
    CompletableFuture<Checkpoints.SavedEntity> entity(@PathVariable String state, @PathVariable String key) {
        return runtime.checkpoints()
                .map(checkpoints -> checkpoints.entity(state, key))
                .orElse(CompletableFuture.completedFuture(Optional.empty()))
                .thenApply(entity -> entity.orElseThrow(() -> noSuchEntity(state, key)));
    }

    /** Answers with the problem itself, also where the application has not enabled problem details. */
    @ExceptionHandler
    ProblemDetail problem(ErrorResponseException failure) {
        return failure.getBody();
    }

    private static ErrorResponseException noSuchEntity(String state, String key) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.NOT_FOUND, "No checkpoint has an entity of state '%s' with key '%s'.".formatted(state, key));
        problem.setTitle("No such entity");
        return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
}
