package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Somebody guesses passwords as fast as possible, while data flows and an operator watches. */
class LoginFloodTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int ATTEMPTS = Extent.of(2_000, 10_000);
    private static final int ATTACKERS = 64;
    private static final int FRAMES_AT_ONCE = 100;

    @TempDir
    private Path directory;

    private final ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);

    private LineServer sink;
    private ConfigurableApplicationContext service;
    private FramedClient client;
    private HttpClient http;
    private URI address;

    static final class Tally {

        private long count;

        long add() {
            return ++count;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Pipeline tally() {
            return Pipeline.named("tally")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .partition((String word) -> word)
                    .computeState(
                            "count",
                            State.named("tallies", Tally.class, Tally::new),
                            (String word, Tally tally) -> Outcome.changed(word + " " + tally.add()))
                    .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
        }
    }

    @BeforeEach
    void start() throws IOException {
        sink = LineServer.start();
        String hash = new BCryptPasswordEncoder(10).encode("secret"); // as security.md advises
        service = SpringApplication.from(BettongApplication::main)
                .with(Application.class)
                .run(
                        "--server.port=0",
                        "--bettong.data-directory=" + directory,
                        "--bettong.sources.in.tcp.port=0",
                        "--bettong.sinks.out.tcp.port=" + sink.port(),
                        "--bettong.security.users.vera.password=" + hash,
                        "--bettong.security.users.otto.password=" + hash)
                .getApplicationContext();
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        address = URI.create("http://localhost:%d/api/states".formatted(port));
        String source = service.getBean(PipelineRuntime.class)
                .pipelines()
                .getFirst()
                .sources()
                .getFirst()
                .address();
        client = FramedClient.connect(Integer.parseInt(source.substring(source.lastIndexOf(':') + 1)), DEADLINE);
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() throws IOException {
        attackers.shutdownNow();
        http.shutdownNow();
        client.close();
        service.close();
        sink.close();
    }

    @Test
    void holdsUpNeitherDataNorUsers() throws Exception {
        assertThat(login("vera", "secret").statusCode()).isEqualTo(200);
        int sent = 0;
        List<Integer> answersToVera = new ArrayList<>();
        List<Future<HttpResponse<String>>> flood = IntStream.range(0, ATTEMPTS)
                .mapToObj(i -> attackers.submit(() -> login(i % 2 == 0 ? "otto" : "nobody", "guess " + i)))
                .toList();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (flood.stream().anyMatch(each -> !each.isDone())) {
            assertThat(System.nanoTime()).as("the flood is over in time").isLessThan(deadline);
            client.send(Collections.nCopies(FRAMES_AT_ONCE, "word").toArray(String[]::new));
            sent += FRAMES_AT_ONCE;
            sink.awaitLines(sent, DEADLINE);
            answersToVera.add(login("vera", "secret").statusCode());
        }

        assertRefused(flood);
        assertThat(login("otto", "secret").statusCode()).isEqualTo(200);
        assertThat(answersToVera).isNotEmpty().containsOnly(200);
        assertThat(sink.lines())
                .isEqualTo(IntStream.rangeClosed(1, sent)
                        .mapToObj(i -> "word " + i)
                        .toList());
    }

    private static void assertRefused(List<Future<HttpResponse<String>>> flood) {
        Map<Integer, Integer> byStatus = new TreeMap<>();
        for (Future<HttpResponse<String>> each : flood) {
            HttpResponse<String> answer = each.resultNow();
            byStatus.merge(answer.statusCode(), 1, Integer::sum);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(answer.statusCode() == 429);
        }
        assertThat(byStatus).containsOnlyKeys(401, 429);
    }

    private HttpResponse<String> login(String user, String password) throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(DEADLINE)
                .header("Authorization", "Basic " + credentials)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
