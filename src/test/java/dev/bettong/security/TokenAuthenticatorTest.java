package dev.bettong.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

class TokenAuthenticatorTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final CountDownLatch release = new CountDownLatch(1);

    /** Stands for an issuer that does not answer. */
    private Authentication checkSlowly(Authentication token) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return token;
    }

    @Test
    void leavesThreadsToOthersWhileTheIssuerDoesNotAnswer() {
        TokenAuthenticator tokens = new TokenAuthenticator(this::checkSlowly);
        Authentication token = new BearerTokenAuthenticationToken("token");
        List<CompletableFuture<Authentication>> asked = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int i = 0; i < 20; i++) {
                asked.add(CompletableFuture.supplyAsync(() -> tokens.authenticate(token), threads));
            }
            await("the others are refused")
                    .atMost(DEADLINE)
                    .until(() -> asked.stream()
                                    .filter(CompletableFuture::isCompletedExceptionally)
                                    .count()
                            == 12);
        } finally {
            release.countDown();
            threads.close();
        }

        assertThat(asked.stream().filter(CompletableFuture::isCompletedExceptionally))
                .allMatch(each -> each.exceptionNow() instanceof PasswordAuthenticator.OverloadException);
        assertThat(tokens.authenticate(token)).isSameAs(token);
    }
}
