package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The answer to a request that cannot be served, in the format of RFC 9457. */
final class Problem {

    private Problem() {}

    static ErrorResponseException of(HttpStatus status, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return new ErrorResponseException(status, problem, null);
    }

    private static ErrorResponseException missing(String title, String detail, String existing, List<String> names) {
        ErrorResponseException problem = of(HttpStatus.NOT_FOUND, title, detail);
        problem.getBody().setProperty(existing, names);
        return problem;
    }

    static ErrorResponseException badParameter(String detail) {
        return of(HttpStatus.BAD_REQUEST, "Bad parameter", detail);
    }

    static ErrorResponseException noPipeline(String name, PipelineRuntime runtime) {
        return missing(
                "No such pipeline",
                "There is no pipeline '%s'.".formatted(name),
                "pipelines",
                runtime.pipelines().stream().map(PipelineStatus::name).toList());
    }

    static ErrorResponseException noState(String name, List<String> states) {
        return missing("No such state", "There is no state '%s'.".formatted(name), "states", states);
    }

    static ErrorResponseException noStep(String name, List<String> steps) {
        return missing("No such step", "There is no step '%s' that calls a function.".formatted(name), "steps", steps);
    }

    static ErrorResponseException noCheckpoints() {
        return of(
                HttpStatus.NOT_FOUND,
                "No checkpoints",
                "No checkpoints are taken: 'bettong.data-directory' is not set, or was not opened yet.");
    }
}
