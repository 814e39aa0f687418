package dev.bettong.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Checks one password after the other. A check is expensive by design: a client that guesses passwords must get neither the
 * cores of the workers nor all threads of the web server. A login that was right need not be checked again, so that users
 * who are in notice nothing of it. Thread-safe.
 */
final class PasswordAuthenticator implements AuthenticationManager {

    /** Requests that may wait for the check of others: what a page asks side by side before its login is known. */
    private static final int MAX_WAITING = 4;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final AuthenticationManager checks;
    private final int mostRemembered;
    private final Semaphore places = new Semaphore(1 + MAX_WAITING);
    private final Lock turn = new ReentrantLock(true);
    private final SecretKeySpec key;
    private final Map<String, Authentication> right = new ConcurrentHashMap<>(); // written by whose turn it is

    /**
     * Puts itself in front of the checks.
     *
     * @param checks what knows users and passwords
     * @param mostRemembered right logins to remember until the process ends; 0 if a right one may become wrong
     */
    PasswordAuthenticator(AuthenticationManager checks, int mostRemembered) {
        this.checks = checks;
        this.mostRemembered = mostRemembered;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, ALGORITHM);
    }

    /** There was no time to check a password, or a token. */
    static final class OverloadException extends AuthenticationException {

        private static final long serialVersionUID = 1;

        OverloadException() {
            super("More logins are checked already than can be at a time.");
        }
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String fingerprint = fingerprint(login);
        Authentication known = right.get(fingerprint);
        if (known != null) {
            return again(known, login);
        }
        if (!places.tryAcquire()) {
            throw new OverloadException();
        }
        turn.lock();
        try {
            Authentication knownMeanwhile = right.get(fingerprint);
            return knownMeanwhile == null ? check(login, fingerprint) : again(knownMeanwhile, login);
        } finally {
            turn.unlock();
            places.release();
        }
    }

    private Authentication check(Authentication login, String fingerprint) {
        Authentication checked = checks.authenticate(login);
        if (right.size() < mostRemembered) {
            right.put(fingerprint, checked);
        }
        return checked;
    }

    private static Authentication again(Authentication known, Authentication login) {
        return known.toBuilder().details(login.getDetails()).build(); // those of this request
    }

    /** Name and password in a form from which nobody learns them: the key lives as long as this process. */
    private String fingerprint(Authentication login) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String name = login.getName();
            mac.update("%d %s %s"
                    .formatted(name.length(), name, login.getCredentials())
                    .getBytes(UTF_8));
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing, which every JDK has", e);
        }
    }
}
