package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listens at the steps of a pipeline under load, over real sockets on both sides. */
@Isolated("reads the log")
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "bettong.workers=2",
            "bettong.tap.enabled=true",
            "bettong.tap.max-rate=8",
            "bettong.sources.in.tcp.port=0",
            "bettong.security.users.vera.password=" + TapHttpTest.HASH,
            "bettong.security.users.otto.password=" + TapHttpTest.HASH,
            "bettong.security.users.otto.role=operator"
        })
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class TapHttpTest {

    static final String HASH = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"; // of "secret"

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int MAX_RATE = 8;
    private static final String TAP = "/api/pipelines/count/tap?step=";
    private static final AtomicBoolean TAPPED =
            new AtomicBoolean(); // by the workers: whether the last call went by a tap
    private static final AtomicLong SENT = new AtomicLong(); // words, by all tests

    @LocalServerPort
    private int port;

    @Autowired
    private PipelineRuntime runtime;

    @Autowired
    private TapController controller;

    @Autowired
    private LiveController live;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread load = Thread.ofVirtual().unstarted(this::load);
    private volatile boolean ended; // by the test, read by the load

    record Seen(long count) {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Pipeline count() {
            return Pipeline.named("count")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .compute("trim", (String word) -> word.strip())
                    .partition((String word) -> word)
                    .computeState("work", State.named("seen", Seen.class, () -> new Seen(0)), Application::work)
                    .done();
        }

        private static Outcome<String> work(String word, Seen seen) {
            TAPPED.set(StackWalker.getInstance()
                    .walk(calls -> calls.anyMatch(call -> call.getClassName().endsWith(".TappedCall"))));
            return Outcome.unchanged(null);
        }
    }

    @AfterEach
    void endTheLoad() {
        ended = true;
        client.shutdownNow();
        await("all are gone").atMost(DEADLINE).until(() -> controller.listeners() == 0);
        await("all is handled").atMost(DEADLINE).until(() -> !load.isAlive() && handled() == SENT.get());
    }

    private void load() {
        String[] words = new String[500];
        Arrays.setAll(words, i -> i == 0 ? "x".repeat(2000) : " word" + i % 10);
        String address =
                runtime.pipeline("count").orElseThrow().sources().getFirst().address();
        int source = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (FramedClient sender = FramedClient.connect(source, DEADLINE)) {
            while (!ended) {
                SENT.addAndGet(words.length);
                sender.send(words);
            }
        } catch (IOException closed) {
            // by the end of the test
        }
    }

    private HttpResponse<Stream<String>> get(String user, String path) throws Exception {
        return ask("GET", user, path);
    }

    private HttpResponse<Stream<String>> ask(String method, String user, String path) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!user.equals("-")) {
            String login = Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
            request.header("Authorization", "Basic " + login);
        }
        return client.send(request.build(), BodyHandlers.ofLines());
    }

    private static JsonNode next(Iterator<String> lines) {
        String line = lines.next();
        while (!line.startsWith("data:")) {
            line = lines.next();
        }
        return JsonMapper.shared().readTree(line.substring("data:".length()));
    }

    private long handled() {
        return runtime.pipeline("count").orElseThrow().steps().getLast().messages();
    }

    @Test
    void tellsAFewEventsOfManyAndHoldsUpNone() throws Exception {
        load.start();
        await("load").atMost(DEADLINE).until(() -> handled() > 1000);
        try (Stream<String> body = get("otto", TAP + "work").body()) {
            Iterator<String> lines = body.iterator();
            List<JsonNode> events = new ArrayList<>();
            JsonNode told = next(lines);
            long before = handled();
            long begun = System.nanoTime();
            while (events.size() < 2 * MAX_RATE) {
                told = next(lines);
                told.get("events").forEach(events::add);
            }

            assertThat(System.nanoTime() - begun)
                    .isGreaterThan(Duration.ofSeconds(1).toNanos());
            assertThat(told.get("dropped").asLong()).isPositive();
            assertThat(handled() - before).isGreaterThan(told.get("dropped").asLong() / 4);
            assertThat(events).allSatisfy(event -> {
                assertThat(event.get("event").asString())
                        .startsWith(event.get("key").asString().substring(0, 4));
                assertThat(event.get("event").asString()).hasSizeLessThanOrEqualTo(501);
                assertThat(event.get("partition").asInt()).isBetween(0, 63);
                assertThat(event.get("worker").asInt()).isBetween(0, 1);
            });
            assertThat(controller.listeners()).isEqualTo(1);
            await("it goes by the tap").atMost(DEADLINE).untilTrue(TAPPED);
        }
        client.shutdownNow();

        await("it is free").atMost(DEADLINE).until(() -> controller.listeners() == 0);
        await("it goes by no tap any more").atMost(DEADLINE).untilFalse(TAPPED);
        long then = handled();
        await("work goes on").atMost(DEADLINE).until(() -> handled() > then + 1000);
    }

    @Test
    void dropsNothingOfWhatComesSlowly() throws Exception {
        String address =
                runtime.pipeline("count").orElseThrow().sources().getFirst().address();
        int source = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (FramedClient sender = FramedClient.connect(source, DEADLINE);
                Stream<String> body = get("otto", TAP + "trim&sample=2").body()) {
            Iterator<String> lines = body.iterator();
            next(lines); // that it listens
            next(lines);
            SENT.addAndGet(5);
            List<String> heard = new ArrayList<>();
            sender.send(" a", " b", " c", " d");
            hear(2, lines, heard);
            sender.send(" " + "\uD83E\uDD98".repeat(300)); // of which the cut halves one
            hear(3, lines, heard);

            assertThat(heard).startsWith(" a", " c").last().asString().endsWith("\uD83E\uDD98?…");
        }
    }

    private static void hear(int count, Iterator<String> lines, List<String> heard) {
        while (heard.size() < count) {
            JsonNode told = next(lines);
            assertThat(told.get("dropped").asLong()).isZero();
            told.get("events").forEach(event -> heard.add(event.get("event").asString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-,    count/tap?step=work,           401, ''",
        "vera, count/tap?step=work,           403, needs the role 'operator'",
        "otto, other/tap?step=work,           404, There is no pipeline",
        "otto, count/tap?step=none,           404, There is no step",
        "otto, count/tap?step=work&sample=0,  400, 'is 0, expected 1 or more'",
        "otto, count/tap,                     400, step"
    })
    void refuses(String user, String path, int status, String detail) throws Exception {
        HttpResponse<Stream<String>> answer = get(user, "/api/pipelines/" + path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body().reduce("", String::concat)).contains(detail);
        assertThat(controller.listeners()).isZero();
    }

    @Test
    void isInTheAuditLogFromItsBeginning(CapturedOutput log) throws Exception {
        try (Stream<String> body = get("otto", TAP + "work").body()) {
            next(body.iterator());
            get("vera", TAP + "work").body().close();

            assertThat(log.getOut())
                    .containsOnlyOnce("'otto' from 127.0.0.1: GET /api/pipelines/count/tap: 200")
                    .containsOnlyOnce("'vera' from 127.0.0.1: GET /api/pipelines/count/tap: 403");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TAP + "work", "/api/live"})
    void keepsNoPlaceForWhoOnlyAsksForTheHead(String path) throws Exception {
        HttpResponse<Stream<String>> head = ask("HEAD", "otto", path);

        assertThat(head.statusCode()).isEqualTo(200);
        await("it is free").atMost(DEADLINE).until(() -> controller.listeners() + live.listeners() == 0);
    }

    @Test
    void refusesMoreListenersThanItHasRoomFor() throws Exception {
        List<HttpResponse<Stream<String>>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(get("otto", TAP + "work"));
        }

        assertThat(all).extracting(HttpResponse::statusCode).containsExactly(200, 200, 200, 200, 200, 503);
    }
}
