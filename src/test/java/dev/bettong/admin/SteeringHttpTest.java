package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.LineServer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Steers a real pipeline over HTTP, as an operator does. The tests share a runtime, each with words of its own. */
@DirtiesContext // its sink and its data directory go with the class
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bettong.workers=2",
            "bettong.checkpoint.interval=100ms",
            "bettong.sources.in.tcp.port=0",
            "management.endpoint.health.show-details=always"
        })
@AutoConfigureRestTestClient
class SteeringHttpTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet(); // filled by tests, asked by workers
    private static final LineServer SINK = sink();

    @TempDir
    private static Path directory;

    @Autowired
    private RestTestClient http;

    @Autowired
    private PipelineRuntime runtime;

    private Socket client;

    static final class Tally {

        private long count;
        private String note = "";

        long add() {
            return ++count;
        }

        long count() {
            return count;
        }

        void note(String text) {
            note = text;
        }

        String note() {
            return note;
        }
    }

    private static LineServer sink() {
        try {
            return LineServer.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        properties.add("bettong.data-directory", () -> directory.resolve(String.valueOf(System.nanoTime())));
        properties.add("bettong.sinks.out.tcp.port", SINK::port);
        properties.add("bettong.http.max-entity-size", () -> "500B");
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Pipeline tally() {
            return Pipeline.named("tally")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .partition((String word) -> word)
                    .computeState("count", State.named("tallies", Tally.class, Tally::new), Application::count)
                    .to(Sink.tcp("out", Application::encode));
        }

        private static byte[] encode(String line) {
            if (REFUSED.contains(line)) {
                throw new IllegalArgumentException("refused");
            }
            return (line + "\n").getBytes(UTF_8);
        }

        private static Outcome<String> count(String word, Tally tally) {
            if (REFUSED.contains(word)) {
                throw new IllegalArgumentException("refused");
            }
            if (word.startsWith("large")) {
                tally.note("x".repeat(1_000));
            }
            return Outcome.changed(word + " " + tally.add());
        }
    }

    @BeforeEach
    void connect() throws IOException {
        REFUSED.clear();
        awaitStatus(Status.RUNNING);
        http.delete()
                .uri("/api/dead-letters?pipeline=tally")
                .exchange()
                .expectStatus()
                .isOk();
        String address = status().sources().getFirst().address();
        client = new Socket(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @AfterAll
    static void closeSink() throws IOException {
        SINK.close();
    }

    private PipelineStatus status() {
        return runtime.pipelines().getFirst();
    }

    private void awaitStatus(Status wanted) {
        await(wanted.name()).atMost(DEADLINE).until(() -> status().status() == wanted);
    }

    private void send(String... words) throws IOException {
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        for (String word : words) {
            byte[] bytes = word.getBytes(UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        out.flush();
    }

    private static void awaitLine(String line) {
        await(line).atMost(DEADLINE).until(() -> SINK.lines().contains(line));
    }

    private RestTestClient.ResponseSpec post(String path) {
        return http.post().uri("/api/pipelines/tally/" + path).exchange();
    }

    private void pause(String reason) {
        http.post()
                .uri("/api/pipelines/tally/pause")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("reason", reason))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("PAUSED")
                .jsonPath("$.operatorPause.reason")
                .isEqualTo(reason)
                .jsonPath("$.detail")
                .isEqualTo("paused by an operator: " + reason);
    }

    @Test
    void readsNothingBetweenPauseAndResume() throws IOException {
        pause("the receiver is upgraded");
        pause("the receiver is upgraded");
        long before = status().sources().getFirst().frames();
        send("pause-1");

        http.get()
                .uri("/actuator/health/pipelines/tally")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("UP")
                .jsonPath("$.details.detail")
                .isEqualTo("paused by an operator: the receiver is upgraded");
        http.post().uri("/api/checkpoints").exchange().expectStatus().isOk();
        assertThat(status().sources().getFirst().frames()).isEqualTo(before);

        post("resume")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.operatorPause")
                .isEqualTo(null);
        post("resume").expectStatus().isOk();
        awaitLine("pause-1 1");
    }

    @Test
    @DirtiesContext
    void drainsForGood() throws IOException {
        send("drain-1");
        awaitLine("drain-1 1");

        post("drain").expectStatus().isAccepted();

        awaitStatus(Status.STOPPED);
        post("drain").expectStatus().isAccepted();
        post("pause")
                .expectStatus()
                .isEqualTo(409)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("Pipeline 'tally' is STOPPED and does not read until the next start.");
    }

    @Test
    void showsAnEntityAsItIsNow() throws IOException {
        send("live-1", "live-1");
        awaitLine("live-1 2");

        http.get()
                .uri("/api/states/tallies/entities/live-1/live")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.value.count")
                .isEqualTo(2);
        http.get()
                .uri("/api/states/tallies/entities/nobody/live")
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/states/tallies/entities/large/live", "/api/states/tallies/entities/large"})
    void refusesToShowALargeEntity(String path) throws IOException {
        send("large");
        await().atMost(DEADLINE).until(() -> SINK.lines().stream().anyMatch(line -> line.startsWith("large ")));
        http.post().uri("/api/checkpoints").exchange().expectStatus().isOk();

        http.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("The entity of state 'tallies' is longer than 500 characters of JSON,"
                        + " the limit of bettong.http.max-entity-size.");
    }

    @Test
    void showsTheGraphAndThePartitions() {
        http.get()
                .uri("/api/pipelines/tally/graph")
                .exchange()
                .expectBody()
                .jsonPath("$.nodes[*].id")
                .isEqualTo(List.of("source/in", "step/partition 1", "step/count", "sink/out"))
                .jsonPath("$.nodes[2].state")
                .isEqualTo("tallies")
                .jsonPath("$.edges.length()")
                .isEqualTo(3);
        http.get()
                .uri("/api/pipelines/tally/partitions")
                .exchange()
                .expectBody()
                .jsonPath("$.length()")
                .isEqualTo(64)
                .jsonPath("$[1].worker")
                .isEqualTo(1);
    }

    @Test
    void redrivesALetterWithOtherBytes() throws IOException {
        REFUSED.add("edit-bad");
        send("edit-bad");
        long id = awaitLetters(1);

        http.get()
                .uri("/api/dead-letters/{id}", id)
                .exchange()
                .expectBody()
                .jsonPath("$.text")
                .isEqualTo("edit-bad")
                .jsonPath("$.base64")
                .isEqualTo("ZWRpdC1iYWQ=")
                .jsonPath("$.letter.reason")
                .isEqualTo("compute")
                .jsonPath("$.repeats")
                .isEmpty();
        redrive(id, Map.of("text", "edit-good")).expectStatus().isNoContent();

        awaitLine("edit-good 1");
        redrive(id, Map.of("text", "edit-good")).expectStatus().isNotFound();
        redrive(id, Map.of("base64", "?")).expectStatus().isBadRequest();
    }

    @Test
    void tellsWhichStatesHaveTakenWhatFailedInALaterStep() throws IOException {
        REFUSED.add("late 1");
        send("late");
        long id = awaitLetters(1);

        http.get()
                .uri("/api/dead-letters/{id}", id)
                .exchange()
                .expectBody()
                .jsonPath("$.letter.reason")
                .isEqualTo("encode")
                .jsonPath("$.repeats")
                .isEqualTo(List.of("count"));
        redrive(id, Map.of("text", "late")).expectStatus().isNoContent();

        awaitLine("late 2"); // as the letter has said
    }

    private RestTestClient.ResponseSpec redrive(long id, Map<String, String> edit) {
        return http.post()
                .uri("/api/dead-letters/{id}/redrive", id)
                .contentType(MediaType.APPLICATION_JSON)
                .body(edit)
                .exchange();
    }

    /** Waits for so many letters, and returns the id of the first. */
    private long awaitLetters(int count) {
        await(count + " dead letters")
                .atMost(DEADLINE)
                .until(() -> runtime.deadLetters().page(null, 0, 100).size() == count);
        return runtime.deadLetters().page(null, 0, 1).getFirst().id();
    }

    @Test
    void redrivesAllLettersInOrderAndKeepsThoseThatFailAgain() throws IOException {
        REFUSED.addAll(Set.of("all-1", "all-2", "all-3"));
        send("all-1", "all-2", "all-3");
        long first = awaitLetters(3);
        REFUSED.removeAll(Set.of("all-1", "all-3"));

        http.post()
                .uri("/api/dead-letters/redrive?pipeline=tally")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("{\"handled\": 3, \"refused\": [], \"complete\": true}");

        awaitLine("all-3 1");
        awaitLine("all-1 1");
        assertThat(awaitLetters(1)).isGreaterThan(first + 2);
    }

    @Test
    void tellsWhichLettersItCannotRedrive() throws IOException {
        client.getOutputStream().write("\u007fbad".getBytes(US_ASCII));
        int id = (int) awaitLetters(1);
        String reason = "Dead letter %d (frame-too-large) is not a frame: edited bytes are needed to re-drive it";

        http.post()
                .uri("/api/dead-letters/{id}/redrive", id)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo(reason.formatted(id) + ".");
        http.post()
                .uri("/api/dead-letters/redrive?pipeline=tally")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.handled")
                .isEqualTo(0)
                .jsonPath("$.refused[0].id")
                .isEqualTo(id)
                .jsonPath("$.refused[0].detail")
                .isEqualTo(reason.formatted(id))
                .jsonPath("$.complete")
                .isEqualTo(true);
        assertThat(runtime.deadLetters().count()).isEqualTo(1);
    }

    @Test
    void pagesAndDiscardsLetters() throws IOException {
        REFUSED.add("gone");
        send("gone", "gone", "gone");
        long first = awaitLetters(3);

        http.get()
                .uri("/api/dead-letters?pipeline=tally&limit=2")
                .exchange()
                .expectBody()
                .jsonPath("$.letters.length()")
                .isEqualTo(2)
                .jsonPath("$.next")
                .isEqualTo((int) first + 1)
                .jsonPath("$.kept")
                .isEqualTo(3);
        http.get()
                .uri("/api/dead-letters?after={after}&limit=2", first + 1)
                .exchange()
                .expectBody()
                .jsonPath("$.letters.length()")
                .isEqualTo(1)
                .jsonPath("$.next")
                .isEqualTo(null);
        http.delete()
                .uri("/api/dead-letters/{id}", first)
                .exchange()
                .expectStatus()
                .isNoContent();
        http.delete()
                .uri("/api/dead-letters?pipeline=tally")
                .exchange()
                .expectBody()
                .jsonPath("$.handled")
                .isEqualTo(2);
        assertThat(runtime.deadLetters().count()).isZero();
    }

    @Test
    void takesACheckpoint() throws IOException {
        send("check");
        awaitLine("check 1");

        http.post().uri("/api/checkpoints").exchange().expectStatus().isOk();

        http.get()
                .uri("/api/states/tallies/entities/check")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.value.count")
                .isEqualTo(1);
        http.get()
                .uri("/api/checkpoints")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.number")
                .value(number -> assertThat((Integer) number).isPositive());
    }
}
