package dev.bettong.admin;

import static org.awaitility.Awaitility.await;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.testing.Deadlines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A recovery that takes long: a load balancer has to wait for its end, nobody may take the service for dead. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoint.health.group.readiness.include=readinessState,pipelines,partitions",
            "bettong.sources.in.tcp.port=0"
        })
@AutoConfigureRestTestClient
@DirtiesContext
class RecoveryHealthTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final CountDownLatch RECOVERY = new CountDownLatch(1);

    @TempDir
    private static Path directory;

    @Autowired
    private RestTestClient http;

    @DynamicPropertySource
    static void dataDirectory(DynamicPropertyRegistry properties) {
        properties.add("bettong.data-directory", () -> directory);
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        PhaseListener slowRecovery() {
            return phase -> {
                if (phase == CheckpointPhase.RECOVERY_BEGUN) {
                    awaitRelease();
                }
            };
        }

        private static void awaitRelease() {
            try {
                RECOVERY.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Bean
        Pipeline bytes() {
            return Pipeline.named("bytes")
                    .from(Source.tcp("in", Decoder.fixedLength(1, bytes -> bytes[0])))
                    .collect()
                    .done();
        }
    }

    @AfterEach
    void release() {
        RECOVERY.countDown();
    }

    @Test
    void isAliveButNotReady() {
        expect("liveness", 200);
        expect("readiness", 503);
        http.get()
                .uri("/api/pipelines/bytes")
                .exchange()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("RECOVERING");
        http.get()
                .uri("/api/pipelines/bytes/partitions")
                .exchange()
                .expectBody()
                .jsonPath("$[*].status")
                .isEqualTo(List.of("RECOVERING"));

        RECOVERY.countDown();

        await("ready").atMost(DEADLINE).untilAsserted(() -> expect("readiness", 200));
        expect("liveness", 200);
    }

    private void expect(String group, int status) {
        http.get()
                .uri("/actuator/health/{group}", group)
                .exchange()
                .expectStatus()
                .isEqualTo(status);
    }
}
