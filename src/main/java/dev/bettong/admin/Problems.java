package dev.bettong.admin;

import dev.bettong.runtime.EntityTooLargeException;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.runtime.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers with problem details for whatever goes wrong in our controllers, also where the application has not enabled
 * them. Leaves other controllers alone. Has no state of its own.
 */
@RestControllerAdvice(basePackageClasses = Problems.class)
public final class Problems extends ResponseEntityExceptionHandler {

    /** Room on a full disk is noticed within a second, and most checkpoints take less than five. */
    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unavailable(UnavailableException failure) {
        ResponseEntity<ProblemDetail> answer = answer(HttpStatus.SERVICE_UNAVAILABLE, "Not now", failure.getMessage());
        return ResponseEntity.status(answer.getStatusCode())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(answer.getBody());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> forbiddenByStatus(IllegalPipelineStateException failure) {
        return answer(HttpStatus.CONFLICT, "Not in this status", failure.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unusable(InvalidRequestException failure) {
        return answer(HttpStatus.BAD_REQUEST, "Bad parameter", failure.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooLarge(EntityTooLargeException failure) {
        return answer(HttpStatus.UNPROCESSABLE_CONTENT, "Too large to show", failure.getMessage());
    }

    /** Spring fails at a content type with a wildcard (7.0.9), which no body has. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> contentType(IllegalArgumentException failure, HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !type.contains("*")) {
            throw failure; // a fault of ours
        }
        return answer(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "Unsupported Media Type",
                "The body must be JSON, sent with 'Content-Type: application/json'.");
    }

    private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String title, @Nullable String message) {
        return ResponseEntity.of(problem(status, title, message)).build();
    }

    static ProblemDetail problem(HttpStatus status, String title, @Nullable String message) {
        String detail = message == null ? title : message;
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail.endsWith(".") ? detail : detail + ".");
        problem.setTitle(title);
        return problem;
    }
}
