package dev.bettong.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Answers, as a problem detail (RFC 9457), those who may not do what they ask for. Has no state of its own. */
final class ProblemEntryPoint implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String BEARER = "Bearer realm=\"Bettong\"";
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final JacksonJsonHttpMessageConverter PROBLEMS = new JacksonJsonHttpMessageConverter();

    private final boolean passwords;
    private final boolean tokens;

    /**
     * Knows what to ask for.
     *
     * @param passwords whether there are users with passwords
     * @param tokens whether there are bearer tokens
     */
    ProblemEntryPoint(boolean passwords, boolean tokens) {
        this.passwords = passwords;
        this.tokens = tokens;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        if (cause instanceof PasswordAuthenticator.OverloadException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            write(response, HttpStatus.TOO_MANY_REQUESTS, "Too many log in at the moment, try again.");
        } else if (cause instanceof TokenAuthenticator.WithoutKeysException) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            write(
                    response,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Tokens cannot be checked at the moment: the log says why.");
        } else if (cause instanceof OAuth2AuthenticationException wrong) {
            refuseToken(response, wrong.getError());
        } else if (passwords || tokens) {
            challenge(response);
        } else {
            write(response, HttpStatus.FORBIDDEN, "No users are configured, so only this machine itself is answered.");
        }
    }

    /** As RFC 6750 has it. The description is Spring's, which has no character that would have to be escaped. */
    private static void refuseToken(HttpServletResponse response, OAuth2Error error) throws IOException {
        String code = BEARER + ", error=\"%s\"".formatted(error.getErrorCode());
        boolean described = error instanceof BearerTokenError && error.getDescription() != null;
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                described ? code + ", error_description=\"%s\"".formatted(error.getDescription()) : code);
        write(
                response,
                error instanceof BearerTokenError bearer ? bearer.getHttpStatus() : HttpStatus.UNAUTHORIZED,
                "The bearer token is not valid.");
    }

    private void challenge(HttpServletResponse response) throws IOException {
        if (tokens) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, BEARER);
        }
        if (passwords) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Bettong\", charset=\"UTF-8\"");
        }
        String needed = passwords ? "a user and the user's password" : "a bearer token";
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                "This needs %s.".formatted(passwords && tokens ? needed + ", or a bearer token" : needed));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        boolean shown = READING.contains(request.getMethod()) && !AdminSecurityAutoConfiguration.TAPS.matches(request);
        String role = shown ? "viewer" : "operator";
        String detail = cause instanceof CsrfException
                ? "The token in the header X-XSRF-TOKEN is not that of the cookie XSRF-TOKEN."
                : "This needs the role '%s'.".formatted(role);
        write(response, HttpStatus.FORBIDDEN, detail);
    }

    static void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        PROBLEMS.write(
                ProblemDetail.forStatusAndDetail(status, detail),
                MediaType.APPLICATION_PROBLEM_JSON,
                new ServletServerHttpResponse(response));
    }
}
