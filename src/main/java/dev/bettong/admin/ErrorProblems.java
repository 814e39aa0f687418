package dev.bettong.admin;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers with problem details what no controller has answered, instead of a page. Has no state of its own. */
@Hidden // no operation of the interface
@RestController
public final class ErrorProblems implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        HttpStatus failed = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        HttpStatus status = failed == null ? HttpStatus.NOT_FOUND : failed; // or somebody has asked for this very page
        return ResponseEntity.of(ProblemDetail.forStatus(status)).build();
    }

    private static @Nullable HttpStatus status(@Nullable Object code) {
        return code instanceof Integer number ? HttpStatus.resolve(number) : null;
    }
}
