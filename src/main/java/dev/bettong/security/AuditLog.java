package dev.bettong.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Logs every request that may change something or listens to events, also a refused one: who, from where, what, and the
 * status of the answer. Never the query or the body, which may hold data. Has no state of its own.
 */
final class AuditLog extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger("dev.bettong.audit");
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Pattern CONTROL =
            Pattern.compile("\\p{Cntrl}"); // a token's name must not make a line of its own
    private static final int MAX_TARGET = 200;
    private static final String WHO = AuditLog.class.getName() + ".who";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return SAFE.contains(request.getMethod()) && !taps(request);
    }

    private static boolean taps(HttpServletRequest request) {
        return AdminSecurityAutoConfiguration.TAPS.matches(request);
    }

    /** The status of an asynchronous answer is known in its second round only, but for one that has no end. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            if (request.getAttribute(WHO) == null) {
                request.setAttribute(WHO, who());
            }
            boolean last = !answered || !isAsyncStarted(request);
            if (taps(request) ? !isAsyncDispatch(request) : last) {
                int status = answered ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
                log.atInfo()
                        .addKeyValue("who", request.getAttribute(WHO))
                        .addKeyValue("from", request.getRemoteAddr())
                        .addKeyValue("what", request.getMethod() + " " + request.getRequestURI())
                        .addKeyValue("result", status)
                        .log(
                                "'{}' from {}: {} {}: {}",
                                request.getAttribute(WHO),
                                request.getRemoteAddr(),
                                request.getMethod(),
                                request.getRequestURI(),
                                status);
            }
        }
    }

    /** Logs a request that was refused before it came to any filter; its target may hold anything. */
    static void refused(HttpServletRequest request, int status) {
        String target = CONTROL.matcher(request.getRequestURI()).replaceAll("?");
        String what = request.getMethod() + " " + target.substring(0, Math.min(target.length(), MAX_TARGET));
        log.atWarn()
                .addKeyValue("from", request.getRemoteAddr())
                .addKeyValue("what", what)
                .addKeyValue("result", status)
                .log("Refused from {}: {}: {}", request.getRemoteAddr(), what, status);
    }

    private static String who() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication == null
                ? "anonymous"
                : CONTROL.matcher(authentication.getName()).replaceAll("?");
    }
}
