package dev.bettong.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * Answers requests that Spring Security's firewall refuses with a problem detail, and logs them: nobody else does, since
 * they never come to the other filters. Has no state of its own.
 */
final class FirewallRejection implements RequestRejectedHandler {

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
            throws IOException {
        AuditLog.refused(request, HttpStatus.BAD_REQUEST.value());
        ProblemEntryPoint.write(
                response, HttpStatus.BAD_REQUEST, "The request line or a header has characters that are not allowed.");
    }
}
