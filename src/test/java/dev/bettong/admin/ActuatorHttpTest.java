package dev.bettong.admin;

import static dev.bettong.admin.FixedRuntime.pipeline;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionHealth.HotKey;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.NoInspection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.StatusAssertions;

/** Asks the actuator endpoints, once they are exposed. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "management.endpoints.web.exposure.include=pipelines,partitions,checkpoints,backups")
@AutoConfigureRestTestClient
class ActuatorHttpTest {

    @Autowired
    private FixedRuntime runtime;

    @Autowired
    private RestTestClient http;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }
    }

    @BeforeEach
    void runTwoPipelines() {
        runtime.pipelines(pipeline("a b", Status.RUNNING, null, null), pipeline("c", Status.FAILED, "broken", null));
        runtime.inspection(new NoInspection() {
            @Override
            public List<PartitionPlace> partitions(String pipeline) {
                return pipeline.equals("c")
                        ? List.of()
                        : List.of(
                                new PartitionPlace("letter", 0, Optional.of("x"), 1, 7, PartitionHealth.OK),
                                new PartitionPlace(
                                        "hash",
                                        0,
                                        Optional.empty(),
                                        0,
                                        8,
                                        new PartitionHealth(PartitionStatus.SKEWED, "one key", new HotKey("y", 0.75))));
            }
        });
    }

    @Test
    void saysWhatThePipelinesDo() {
        get("/actuator/pipelines").isOk().expectBody().jsonPath("$[*].status").isEqualTo(List.of("RUNNING", "FAILED"));
        get("/actuator/pipelines/c")
                .isOk()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("broken")
                .jsonPath("$.since")
                .isEqualTo("2026-01-02T03:04:05Z");
        get("/actuator/pipelines/d").isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/checkpoints", "/actuator/backups"})
    void saysWhatCannotBeDoneNow(String operation) {
        runtime.checkpoints(new Failing(new UnavailableException("The disk is full", null)));
        problem(operation).isEqualTo(503).expectBody().jsonPath("$.detail").isEqualTo("The disk is full.");

        runtime.checkpoints(new Failing(new IllegalPipelineStateException("No pipeline has recovered yet")));
        problem(operation).isEqualTo(409).expectBody().jsonPath("$.detail").isEqualTo("No pipeline has recovered yet.");
    }

    private StatusAssertions problem(String operation) {
        return http.post()
                .uri(operation)
                .exchange()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectStatus();
    }

    /** Takes no checkpoint and makes no backup. */
    private record Failing(RuntimeException why) implements Checkpoints {

        @Override
        public Checkpoint last() {
            throw why;
        }

        @Override
        public CompletableFuture<Checkpoint> take() {
            return CompletableFuture.failedFuture(why);
        }

        @Override
        public CompletableFuture<Backup> backup() {
            return CompletableFuture.failedFuture(why);
        }

        @Override
        public CompletableFuture<Optional<SavedEntity>> entity(String state, String key) {
            return CompletableFuture.failedFuture(why);
        }
    }

    @Test
    void saysWhereThePartitionsAre() {
        get("/actuator/partitions").isOk().expectBody().json("""
                        {
                          "a b": [
                            {
                              "partitioning": "letter", "partition": 0, "key": "x", "worker": 1, "events": 7,
                              "status": "OK", "detail": null, "hotKey": null
                            },
                            {
                              "partitioning": "hash", "partition": 0, "key": null, "worker": 0, "events": 8,
                              "status": "SKEWED", "detail": "one key", "hotKey": {"key": "y", "share": 0.75}
                            }
                          ],
                          "c": []
                        }
                        """, JsonCompareMode.STRICT);
        get("/actuator/partitions/a b")
                .isOk()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(2);
        get("/actuator/partitions/d").isNotFound();
    }

    private StatusAssertions get(String path) {
        return http.get().uri(path).exchange().expectStatus();
    }
}
