package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says over HTTP what the pipelines do. Has no state of its own. */
@RestController
@RequestMapping("/api/pipelines")
public final class PipelinesController {

    private final PipelineRuntime runtime;

    public PipelinesController(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @GetMapping
    List<PipelineStatus> pipelines() {
        return runtime.pipelines();
    }

    @GetMapping("/{name}")
    PipelineStatus pipeline(@PathVariable String name) {
        List<PipelineStatus> pipelines = runtime.pipelines();
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(name))
                .findFirst()
                .orElseThrow(() -> noSuchPipeline(name, pipelines));
    }

    /** Answers with the problem itself, also where the application has not enabled problem details. */
    @ExceptionHandler
    ProblemDetail problem(ErrorResponseException failure) {
        return failure.getBody();
    }

    private static ErrorResponseException noSuchPipeline(String name, List<PipelineStatus> pipelines) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no pipeline '%s'.".formatted(name));
        problem.setTitle("No such pipeline");
        problem.setProperty(
                "pipelines", pipelines.stream().map(PipelineStatus::name).toList());
        return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
}
