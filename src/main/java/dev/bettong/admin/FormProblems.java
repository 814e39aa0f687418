package dev.bettong.admin;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers with problem details a form where our controllers expect JSON. Tomcat refuses to read one, and does not leave that
 * to the application. Has no state of its own.
 */
@RestControllerAdvice(basePackageClasses = FormProblems.class)
public final class FormProblems {

    @ExceptionHandler
    ProblemDetail notJson(InvalidParameterException form) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "The body must be JSON, sent with 'Content-Type: application/json'.");
        problem.setTitle("Unsupported Media Type");
        return problem;
    }
}
