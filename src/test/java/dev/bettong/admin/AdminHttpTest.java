package dev.bettong.admin;

import static dev.bettong.admin.FixedRuntime.pipeline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionHealth.HotKey;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.PipelineStatus.Backpressure;
import dev.bettong.runtime.Status;
import dev.bettong.testing.NoInspection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** Asks over HTTP, as an operator and a load balancer do. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.group.readiness.include=readinessState,pipelines,partitions"
        })
@AutoConfigureRestTestClient
class AdminHttpTest {

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
    void hasNoPartitions() {
        partitions();
    }

    @Test
    void listsThePipelines() {
        runtime.pipelines(
                pipeline("Split and Count", Status.RUNNING, null, null), pipeline("b", Status.FAILED, "broken", null));

        http.get()
                .uri("/api/pipelines")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[*].name")
                .isEqualTo(List.of("Split and Count", "b"));
    }

    @Test
    void tellsAllAboutAPipeline() {
        Backpressure backpressure = new Backpressure(FixedRuntime.SINCE, List.of("sink 'counts'"));
        runtime.pipelines(pipeline("Split and Count", Status.BACKPRESSURED, "the sink is full", backpressure));

        http.get()
                .uri("/api/pipelines/{name}", "Split and Count")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .json("""
                        {
                          "name": "Split and Count",
                          "status": "BACKPRESSURED",
                          "since": "2026-01-02T03:04:05Z",
                          "detail": "the sink is full",
                          "operatorPause": null,
                          "guarantee": "at most once",
                          "time": null,
                          "backpressure": {"since": "2026-01-02T03:04:05Z", "because": ["sink 'counts'"]},
                          "sources": [{
                            "name": "lines",
                            "address": "localhost:7010",
                            "connections": 1,
                            "frames": 2,
                            "bytes": 3,
                            "refused": 4
                          }],
                          "steps": [{"name": "count", "messages": 5}],
                          "sinks": [{
                            "name": "counts",
                            "address": "localhost:7002",
                            "connections": 2,
                            "connected": 1,
                            "messages": 6,
                            "bytes": 7,
                            "bufferedBytes": 8,
                            "bufferedMessages": 9,
                            "stalledMillis": 1000,
                            "totalStalledMillis": 2000,
                            "full": true
                          }],
                          "failures": {"decode": 9}
                        }
                        """, JsonCompareMode.STRICT);
    }

    @Test
    void namesThePipelinesThatExistWhenAskedForAnother() {
        runtime.pipelines(pipeline("a", Status.RUNNING, null, null), pipeline("b", Status.RUNNING, null, null));

        http.get()
                .uri("/api/pipelines/c")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .json("""
                        {
                          "title": "No such pipeline",
                          "status": 404,
                          "detail": "There is no pipeline 'c'.",
                          "instance": "/api/pipelines/c",
                          "pipelines": ["a", "b"]
                        }
                        """, JsonCompareMode.STRICT);
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, 503, OUT_OF_SERVICE",
        "RECOVERING, 503, OUT_OF_SERVICE",
        "RUNNING,  200, UP",
        "DEGRADED, 200, UP",
        "PAUSED,   200, UP",
        "BACKPRESSURED, 200, UP",
        "DRAINING, 503, OUT_OF_SERVICE",
        "STOPPED,  503, OUT_OF_SERVICE",
        "FAILED,   503, DOWN"
    })
    void isReadyAsLongAsThePipelineWorks(Status status, int code, String health) {
        runtime.pipelines(pipeline("Split and Count", status, null, null));

        http.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isEqualTo(code)
                .expectBody()
                .jsonPath("$.components.pipelines.components['Split and Count'].status")
                .isEqualTo(health);
    }

    @ParameterizedTest
    @CsvSource({"STARTING", "RECOVERING", "RUNNING", "FAILED"})
    void staysAliveWhateverThePipelineDoes(Status status) {
        runtime.pipelines(pipeline("a", status, null, null));

        http.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    }

    @Test
    void saysWhyAPipelineIsBackpressured() {
        Backpressure backpressure = new Backpressure(FixedRuntime.SINCE, List.of("sink 'counts'"));
        runtime.pipelines(pipeline("Split and Count", Status.BACKPRESSURED, "the sink is full", backpressure));

        http.get()
                .uri("/actuator/health/pipelines/{name}", "Split and Count")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {
                          "status": "UP",
                          "details": {
                            "status": "BACKPRESSURED",
                            "since": "2026-01-02T03:04:05Z",
                            "detail": "the sink is full",
                            "backpressure": {"since": "2026-01-02T03:04:05Z", "because": ["sink 'counts'"]}
                          }
                        }
                        """, JsonCompareMode.STRICT);
    }

    @Test
    void hasNoTapUnlessItIsSwitchedOn() {
        runtime.pipelines(pipeline("a", Status.RUNNING, null, null));

        http.get()
                .uri("/api/pipelines/a/tap?step=count")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("It is off, since 'bettong.tap.enabled' is not set to true.");
    }

    @ParameterizedTest
    @CsvSource({
        "OK,         200, UP",
        "SLOW,       200, UP",
        "SKEWED,     200, UP",
        "PAUSED,     200, UP",
        "BACKPRESSURED, 200, UP",
        "RECOVERING, 503, OUT_OF_SERVICE",
        "STALLED,    503, DOWN"
    })
    void isReadyAsLongAsThePartitionsWork(PartitionStatus status, int code, String health) {
        runtime.pipelines(pipeline("Split and Count", Status.RUNNING, null, null));
        partitions(PartitionHealth.OK, new PartitionHealth(status, "for a reason", null));

        http.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isEqualTo(code)
                .expectBody()
                .jsonPath("$.components.partitions.components['Split and Count'].status")
                .isEqualTo(health);
    }

    @Test
    void saysWhichPartitionsAreTheWorst() {
        runtime.pipelines(pipeline("Split and Count", Status.RUNNING, null, null));
        partitions(
                PartitionHealth.OK,
                new PartitionHealth(PartitionStatus.SLOW, "late", null),
                new PartitionHealth(PartitionStatus.SKEWED, "one key", new HotKey("x", 0.75)),
                PartitionHealth.OK);

        http.get()
                .uri("/actuator/health/partitions/{name}", "Split and Count")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {
                          "status": "UP",
                          "details": {
                            "SKEWED": 1, "SLOW": 1, "OK": 2,
                            "worst": [
                              {
                                "partitioning": "letter", "partition": 2, "worker": 0, "events": 5,
                                "status": "SKEWED", "detail": "one key", "hotKey": {"key": "x", "share": 0.75}
                              },
                              {
                                "partitioning": "letter", "partition": 1, "worker": 0, "events": 5,
                                "status": "SLOW", "detail": "late"
                              }
                            ]
                          }
                        }
                        """, JsonCompareMode.STRICT);
    }

    private void partitions(PartitionHealth... health) {
        runtime.inspection(new NoInspection() {
            @Override
            public List<PartitionPlace> partitions(String pipeline) {
                return IntStream.range(0, health.length)
                        .mapToObj(i -> new PartitionPlace("letter", i, Optional.empty(), 0, 5, health[i]))
                        .toList();
            }
        });
    }

    @Test
    void hasNoHealthOfAPipelineThatDoesNotExist() {
        runtime.pipelines(pipeline("a", Status.RUNNING, null, null));

        assertThat(new PipelinesHealth(runtime).getContributor("b")).isNull();
        assertThat(new PartitionsHealth(runtime).getContributor("b")).isNull();
    }
}
