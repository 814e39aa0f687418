package dev.bettong.admin;

import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.UnavailableException;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Answers of actuator endpoints, whose exceptions do not reach {@link Problems}. */
final class EndpointAnswers {

    private EndpointAnswers() {}

    /** The answer to a request, or problem details if it cannot be done now. */
    static WebEndpointResponse<Object> of(Supplier<?> request) {
        try {
            return new WebEndpointResponse<>(request.get());
        } catch (UnavailableException e) {
            return problem(HttpStatus.SERVICE_UNAVAILABLE, "Not now", e);
        } catch (IllegalPipelineStateException e) {
            return problem(HttpStatus.CONFLICT, "Not in this status", e);
        }
    }

    private static WebEndpointResponse<Object> problem(HttpStatus status, String title, RuntimeException failure) {
        return new WebEndpointResponse<>(
                Problems.problem(status, title, failure.getMessage()),
                status.value(),
                MediaType.APPLICATION_PROBLEM_JSON);
    }
}
