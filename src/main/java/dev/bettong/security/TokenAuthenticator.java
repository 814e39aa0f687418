package dev.bettong.security;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;

/**
 * Checks bearer tokens, a few at a time. A check is cheap once the keys are here, but may have to wait for the server
 * that has them: if that is slow, there must be threads left to answer whether this service is alive. Thread-safe.
 */
final class TokenAuthenticator implements AuthenticationManager {

    /** Half of the threads that the service gives its web server. */
    private static final int MAX_AT_A_TIME = 8;

    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Logger log = LoggerFactory.getLogger(TokenAuthenticator.class);

    private final AuthenticationManager checks;
    private final Semaphore places = new Semaphore(MAX_AT_A_TIME);
    private final AtomicLong nextWarning = new AtomicLong(System.nanoTime()); // moved by the thread that warns

    /**
     * Puts itself in front of the checks.
     *
     * @param checks what knows the keys
     */
    TokenAuthenticator(AuthenticationManager checks) {
        this.checks = checks;
    }

    /** A token cannot be checked, because there are no keys to check it with. */
    static final class WithoutKeysException extends AuthenticationException {

        private static final long serialVersionUID = 1;

        WithoutKeysException(Throwable cause) {
            super("Tokens cannot be checked.", cause);
        }
    }

    @Override
    public Authentication authenticate(Authentication token) {
        if (!places.tryAcquire()) {
            throw new PasswordAuthenticator.OverloadException();
        }
        try {
            return checks.authenticate(token);
        } catch (AuthenticationServiceException | JwtDecoderInitializationException withoutKeys) {
            warn(withoutKeys);
            throw new WithoutKeysException(withoutKeys);
        } finally {
            places.release();
        }
    }

    /** Anybody can send tokens, so the log must not grow with them. */
    private void warn(Throwable cause) {
        long now = System.nanoTime();
        long next = nextWarning.get();
        if (now - next >= 0 && nextWarning.compareAndSet(next, now + SILENCE_NANOS)) {
            log.warn("Bearer tokens cannot be checked, those who send one are answered 503.", cause);
        }
    }
}
