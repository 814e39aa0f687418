package dev.bettong.admin;

import static dev.bettong.admin.FixedRuntime.pipeline;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionHealth.HotKey;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.NoInspection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.StatusAssertions;

/** Asks the actuator endpoints, once they are exposed. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "management.endpoints.web.exposure.include=pipelines,partitions")
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
