package dev.bettong.admin;

import static dev.bettong.admin.FixedRuntime.pipeline;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.NoDeadLetters;
import dev.bettong.testing.NoSteering;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** What clients hear when something cannot be done. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
class ProblemsHttpTest {

    @Autowired
    private FixedRuntime runtime;

    @Autowired
    private RestTestClient http;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }

        @Bean
        BoundedWait answers() {
            return new BoundedWait(Duration.ofMillis(500), Duration.ofMillis(500));
        }
    }

    @BeforeEach
    void runOnePipeline() {
        runtime.pipelines(pipeline("a", Status.RUNNING, null, null));
        runtime.letters(new NoDeadLetters());
        runtime.steering(new NoSteering());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/api/dead-letters/1/redrive | {'bsae64': 'AA=='}          | There is no field 'bsae64', expected: 'base64', 'text'.",
                "/api/dead-letters/1/redrive | {'text': 'a', 'more': 1}    | There is no field 'more', expected: 'base64', 'text'.",
                "/api/dead-letters/1/redrive | {'base64': 1}               | The field 'base64' has a value of the wrong type.",
                "/api/dead-letters/1/redrive | {'base64': {'a': 1}}        | The field 'base64' has a value of the wrong type.",
                "/api/dead-letters/1/redrive | {'base64': '!'}             | 'base64' is not Base64",
                "/api/dead-letters/1/redrive | {'base64': 'AA==',          | The body is not valid JSON.",
                "/api/dead-letters/1/redrive | {'text': 'a'} {}            | The body is not",
                "/api/dead-letters/1/redrive | [1]                         | The body is not a JSON object of the expected shape.",
                "/api/pipelines/a/pause      | {'raeson': 'x'}             | There is no field 'raeson', expected: 'reason'.",
                "/api/pipelines/a/pause      | {'reason': true}            | The field 'reason' has a value of the wrong type."
            })
    void refusesABodyThatDoesNotFit(String uri, String body, String detail) {
        http.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.replace('\'', '"'))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, said -> assertThat(said).startsWith(detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "*/*", "application/*"})
    void refusesABodyThatIsNoJson(String type) {
        http.post()
                .uri("/api/pipelines/a/pause")
                .header(HttpHeaders.CONTENT_TYPE, type)
                .body("upgrade".getBytes(UTF_8))
                .exchange()
                .expectStatus()
                .isEqualTo(415)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        http.post()
                .uri("/api/dead-letters/1/redrive")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"text\": \"" + "x".repeat(5 << 20) + "\"}")
                .exchange()
                .expectStatus()
                .isEqualTo(413)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "GET    | /api/pipelines/b                      | 404 | There is no pipeline 'b'.",
                "GET    | /api/pipelines/b/graph                | 404 | There is no pipeline 'b'.",
                "GET    | /api/pipelines/b/partitions           | 404 | There is no pipeline 'b'.",
                "POST   | /api/pipelines/b/pause                | 404 | There is no pipeline 'b'.",
                "POST   | /api/pipelines/a/pause                | 409 | Nothing runs.",
                "POST   | /api/pipelines/a/drain                | 409 | Nothing runs.",
                "GET    | /api/states/s/entities/k              | 404 | There is no state 's'.",
                "GET    | /api/states/s/entities/k/live         | 404 | There is no state 's'.",
                "GET    | /api/dead-letters?limit=0             | 400 | 'limit' is 0, expected 1 to 1000.",
                "GET    | /api/dead-letters?after=-1            | 400 | 'after' is -1, expected the id of a letter, or 0.",
                "GET    | /api/dead-letters?pipeline=b          | 404 | There is no pipeline 'b'.",
                "GET    | /api/dead-letters/1                   | 404 | There is no dead letter 1; 0 are kept.",
                "POST   | /api/dead-letters/1/redrive           | 404 | There is no dead letter 1; 0 are kept.",
                "DELETE | /api/dead-letters/1                   | 404 | There is no dead letter 1; 0 are kept.",
                "POST   | /api/dead-letters/redrive?pipeline=b  | 404 | There is no pipeline 'b'.",
                "DELETE | /api/dead-letters                     | 400 | Required parameter 'pipeline' is not present.",
                "GET    | /api/dead-letters/x                   | 400 | Failed to convert 'id' with value: 'x'"
            })
    void saysWhatIsWrong(String method, String uri, int status, String detail) {
        http.method(HttpMethod.valueOf(method))
                .uri(uri)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    @Test
    void refusesAReasonThatIsTooLong() {
        http.post()
                .uri("/api/pipelines/a/pause")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"reason\": \"%s\"}".formatted("x".repeat(501)))
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("'reason' has 501 characters, expected at most 500.");
    }

    @Test
    void comesBackWithoutAnAnswerWhenThereIsNoneInTime() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        runtime.steering(new PipelineControl() {
            @Override
            public CompletableFuture<Void> pause(String pipeline, @Nullable String reason) {
                return never;
            }

            @Override
            public CompletableFuture<Void> resume(String pipeline) {
                return never;
            }

            @Override
            public CompletableFuture<Void> drain(String pipeline) {
                return never;
            }
        });

        expectNotNow(HttpMethod.POST, "/api/pipelines/a/pause", "There was no answer within 500 ms.");
    }

    @Test
    void tellsOfTroubleWithTheDisk() {
        runtime.letters(troubled());

        expectNotNow(HttpMethod.GET, "/api/dead-letters", "The disk is full.");
    }

    private static DeadLetters troubled() {
        return new NoDeadLetters() {
            @Override
            public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
                throw new UnavailableException("The disk is full", null);
            }
        };
    }

    private void expectNotNow(HttpMethod method, String uri, String detail) {
        http.method(method)
                .uri(uri)
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "5")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(detail);
    }

    @Test
    void callsAFaultOfOursNoConflict() {
        runtime.letters(new NoDeadLetters() {
            @Override
            public Optional<DeadLetter> find(long id) {
                throw new IllegalStateException("broken");
            }
        });

        http.get().uri("/api/dead-letters/1").exchange().expectStatus().is5xxServerError();
    }

    @Test
    void describesAllOfItInOpenApi() {
        JsonNode document = Objects.requireNonNull(http.get()
                .uri("/v3/api-docs")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());

        Set<String> described = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(described).isEqualTo(mapped()).contains("POST /api/pipelines/{name}/pause");
    }

    /** The requests that our controllers answer. */
    private Set<String> mapped() {
        Set<String> mapped = new TreeSet<>();
        for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
            for (String path : mapping.getPatternValues()) {
                if (path.startsWith("/api/")) {
                    mapping.getMethodsCondition().getMethods().forEach(method -> mapped.add(method + " " + path));
                }
            }
        }
        return mapped;
    }
}
