package dev.bettong.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes every client on this machine for an operator, as long as no users are configured. A request that a proxy passed
 * on comes from somewhere else, whatever its address says; so does one for a foreign host name, which a browser sends
 * when somebody points that name at this machine. Has no state of its own.
 */
final class LoopbackOperator extends OncePerRequestFilter {

    private static final String NAME = "loopback";
    private static final String FORWARDED_BY_TOMCAT = "org.apache.tomcat.request.forwarded"; // its valve drops headers
    private static final Pattern IPV4 =
            Pattern.compile("[0-9.]+"); // an empty name would be taken for a loopback address
    private static final List<String> FORWARDED = List.of(
            "Forwarded",
            "Via",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-Real-IP");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isFromHere(received(request))) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    NAME, "", AuthorityUtils.createAuthorityList("ROLE_VIEWER", "ROLE_OPERATOR")));
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }

    /** The request as it came in: Spring's filter for forwarded headers wraps it in one that claims to be the first. */
    private static HttpServletRequest received(HttpServletRequest request) {
        ServletRequest received = request;
        while (received instanceof ServletRequestWrapper wrapper) {
            received = wrapper.getRequest();
        }
        return (HttpServletRequest) received;
    }

    private static boolean isFromHere(HttpServletRequest request) {
        return request.getAttribute(FORWARDED_BY_TOMCAT) == null
                && FORWARDED.stream().allMatch(header -> request.getHeader(header) == null)
                && isLoopbackLiteral(request.getRemoteAddr())
                && isLoopbackHost(request.getServerName().toLowerCase(Locale.ROOT));
    }

    private static boolean isLoopbackHost(String host) {
        return host.equals("localhost") || isLoopbackLiteral(host);
    }

    /** Never asks a name server: what is no address is none of this machine's. */
    private static boolean isLoopbackLiteral(String host) {
        boolean literal = host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
        try {
            return literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
