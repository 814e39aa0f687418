package dev.bettong.admin;

import static dev.bettong.admin.FixedRuntime.pipeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

/** Listens over HTTP, as the dashboard does. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class LiveHttpTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int MAX_LISTENERS = 50;

    @Autowired
    private FixedRuntime runtime;

    @Autowired
    private LiveController controller;

    @LocalServerPort
    private int port;

    private HttpClient client;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }
    }

    @BeforeEach
    void connect() {
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void hangUp() {
        client.shutdownNow();
        controller.stop();
        await("nobody listens").atMost(DEADLINE).until(() -> controller.listeners() == 0);
        controller.start();
    }

    private HttpResponse<Stream<String>> listen() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/live"))
                .build();
        return client.send(request, BodyHandlers.ofLines());
    }

    private static String next(Iterator<String> lines) {
        String line = lines.next();
        return line.isEmpty() ? next(lines) : line;
    }

    @Test
    void tellsWhatHappensAgainAndAgain() throws Exception {
        runtime.pipelines(pipeline("Split and Count", Status.RUNNING, null, null));
        Iterator<String> events = listen().body().iterator();

        assertThat(next(events))
                .contains("\"name\":\"Split and Count\"", "\"status\":\"RUNNING\"", "\"checkpoint\":null");
        runtime.pipelines(pipeline("Split and Count", Status.FAILED, "broken", null));
        await("the change").atMost(DEADLINE).until(() -> next(events).contains("\"status\":\"FAILED\""));
    }

    @Test
    void refusesMoreListenersThanItHasRoomFor() throws Exception {
        List<HttpResponse<Stream<String>>> all = new ArrayList<>();
        for (int i = 0; i < MAX_LISTENERS; i++) {
            all.add(listen());
        }
        assertThat(all).allMatch(each -> each.statusCode() == 200);
        HttpResponse<Stream<String>> late = listen();

        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Retry-After")).contains("5");
        assertThat(late.body()).anyMatch(line -> line.contains("There are 50 listeners already"));
    }

    @Test
    void noticesQuietlyThatListenersHaveLeft() throws Exception {
        for (int i = 0; i < MAX_LISTENERS; i++) {
            listen();
        }
        client.shutdownNow();

        await("nobody listens, and no thread has died") // of what it did not catch
                .atMost(DEADLINE)
                .until(() -> controller.listeners() == 0);
    }

    @Test
    void endsWhenTheServiceStops() throws Exception {
        Iterator<String> events = listen().body().iterator();
        next(events);
        controller.stop();

        await("the end").atMost(DEADLINE).until(() -> {
            events.forEachRemaining(line -> {});
            return true;
        });
    }
}
