package dev.bettong.config;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Answers, as a problem detail (RFC 9457), those who may not do what they ask for. Has no state of its own. */
final class Refusal implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final boolean withoutUsers;

    Refusal(boolean withoutUsers) {
        this.withoutUsers = withoutUsers;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        if (cause instanceof Logins.OverloadException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            write(response, HttpStatus.TOO_MANY_REQUESTS, "Too many log in at the moment, try again.");
        } else if (withoutUsers) {
            write(response, HttpStatus.FORBIDDEN, "No users are configured, so only this machine itself is answered.");
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Bettong\", charset=\"UTF-8\"");
            write(response, HttpStatus.UNAUTHORIZED, "This needs a user and the user's password.");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        String detail = cause instanceof CsrfException
                ? "The token in the header X-XSRF-TOKEN is not that of the cookie XSRF-TOKEN."
                : "This needs the role 'operator'.";
        write(response, HttpStatus.FORBIDDEN, detail);
    }

    /** The details are texts of ours, without anything that JSON would have to escape. */
    private static void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getWriter()
                .write("{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(status.getReasonPhrase(), status.value(), detail));
    }
}
