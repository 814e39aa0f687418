package dev.bettong.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

class PasswordAuthenticatorTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final AtomicInteger checks = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    /** Stands for bcrypt: the password is {@code secret}. */
    private Authentication check(Authentication login) {
        checks.incrementAndGet();
        if (!"secret".equals(login.getCredentials())) {
            throw new BadCredentialsException("wrong");
        }
        return UsernamePasswordAuthenticationToken.authenticated(
                login.getName(), null, AuthorityUtils.createAuthorityList("ROLE_VIEWER"));
    }

    private Authentication checkSlowly(Authentication login) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return check(login);
    }

    private static UsernamePasswordAuthenticationToken login(String name, String password) {
        UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.unauthenticated(name, password);
        login.setDetails("details of " + name);
        return login;
    }

    @Test
    void checksARightLoginOnce() {
        PasswordAuthenticator logins = new PasswordAuthenticator(this::check, 1);

        logins.authenticate(login("vera", "secret"));
        Authentication again = logins.authenticate(login("vera", "secret"));

        assertThat(checks).hasValue(1);
        assertThat(again.isAuthenticated()).isTrue();
        assertThat(again.getName()).isEqualTo("vera");
        assertThat(again.getDetails()).isEqualTo("details of vera");
        assertThat(again.getAuthorities()).extracting("authority").containsExactly("ROLE_VIEWER");
    }

    @Test
    void takesNoOtherPasswordForARightOne() {
        PasswordAuthenticator logins = new PasswordAuthenticator(this::check, 9);
        logins.authenticate(login("vera", "secret"));

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(BadCredentialsException.class)
                    .isThrownBy(() -> logins.authenticate(login("vera", "Secret")));
        }
        logins.authenticate(login("otto", "secret"));
        assertThat(checks).hasValue(4);
    }

    @Test
    void checksEveryTimeWhatMayChange() {
        PasswordAuthenticator logins = new PasswordAuthenticator(this::check, 0);

        logins.authenticate(login("vera", "secret"));
        logins.authenticate(login("vera", "secret"));

        assertThat(checks).hasValue(2);
    }

    @Test
    void refusesWhatWouldHaveToWaitLong() {
        PasswordAuthenticator logins = new PasswordAuthenticator(this::checkSlowly, 9);
        List<CompletableFuture<Authentication>> asked = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < 20; i++) {
                UsernamePasswordAuthenticationToken login = login("user" + i, "secret");
                asked.add(CompletableFuture.supplyAsync(() -> logins.authenticate(login), threads));
            }
            await("the others are refused")
                    .atMost(DEADLINE)
                    .until(() -> asked.stream()
                                    .filter(CompletableFuture::isCompletedExceptionally)
                                    .count()
                            == 15);
        } finally {
            release.countDown();
            threads.close();
        }

        assertThat(asked.stream().filter(each -> !each.isCompletedExceptionally()))
                .hasSize(5)
                .allMatch(each -> each.join().isAuthenticated());
        assertThat(asked.stream().filter(CompletableFuture::isCompletedExceptionally))
                .allMatch(each -> each.exceptionNow() instanceof PasswordAuthenticator.OverloadException);
        assertThat(logins.authenticate(login("late", "secret")).isAuthenticated())
                .isTrue();
    }
}
