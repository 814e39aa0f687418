package dev.bettong.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Follows frames through a pipeline with real sockets at both ends and in between two workers. */
class TracingTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int FRAMES = 1000;

    /** Words of a line, counted; a word that begins with "bad" fails. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private final Queue<String> unobserved = new ConcurrentLinkedQueue<>(); // written by the workers

        @Bean
        Heard heard() {
            return new Heard();
        }

        @Bean
        Pipeline count(ObservationRegistry observations) {
            return Pipeline.named("count")
                    .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .computeMulti("split", (String line) -> List.of(line.split(" ")))
                    .partition((String word) -> word)
                    .computeState(
                            "tally",
                            State.named("seen", Seen.class, Seen::new),
                            (String word, Seen seen) -> tally(word, seen, observations))
                    .to(Sink.tcp("out", (Encoder<String>) word -> (word + "\n").getBytes(UTF_8)));
        }

        private Outcome<String> tally(String word, Seen seen, ObservationRegistry observations) {
            if (word.startsWith("bad")) {
                throw new IllegalArgumentException(word);
            }
            if (observations.getCurrentObservation() == null) {
                unobserved.add(word);
            }
            seen.count++;
            return Outcome.changed(word);
        }

        @Bean
        Unobserved unobserved() {
            return new Unobserved(unobserved);
        }
    }

    /** Words that were counted while nothing was observed. */
    record Unobserved(Queue<String> words) {}

    static final class Seen {

        long count;
    }

    /** Keeps what has been observed of frames. */
    static final class Heard implements ObservationHandler<Observation.Context> {

        private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>(); // written by the workers
        private volatile String failing = "nothing"; // set by the test, read by the workers

        @Override
        public void onStart(Observation.Context context) {
            failAt("start");
        }

        private void failAt(String point) {
            if (failing.equals(point)) {
                throw new IllegalStateException("a handler that fails");
            }
        }

        @Override
        public void onStop(Observation.Context context) {
            stopped.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            failAt("creation");
            return String.valueOf(context.getName()).startsWith("bettong.");
        }

        List<Observation.Context> frames() {
            return stopped.stream()
                    .filter(each -> FrameObservations.FRAME.equals(each.getName()))
                    .toList();
        }

        List<Observation.Context> roots() {
            return frames().stream()
                    .filter(each -> each.getParentObservation() == null)
                    .toList();
        }

        List<Observation.Context> steps(String step) {
            return stopped.stream()
                    .filter(each -> FrameObservations.STEP.equals(each.getName()))
                    .filter(each -> step.equals(each.getContextualName()))
                    .toList();
        }

        /** All that was told, as text. */
        String told() {
            return stopped.stream()
                    .map(each -> each.getContextualName()
                            + each.getAllKeyValues().stream()
                                    .map(KeyValue::getValue)
                                    .toList()
                            + each.getError())
                    .collect(joining("\n"));
        }
    }

    /** An application that runs. */
    private static final class Running implements AutoCloseable {

        private final LineServer sink = LineServer.start();
        private final ConfigurableApplicationContext context;

        Running(int sample, String... more) throws IOException {
            List<String> common = List.of(
                    "--bettong.workers=2",
                    "--bettong.tracing.sample=" + sample,
                    "--bettong.sources.in.tcp.port=0",
                    "--bettong.sinks.out.tcp.port=" + sink.port());
            this.context = new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .run(Stream.concat(common.stream(), Arrays.stream(more)).toArray(String[]::new));
        }

        Heard heard() {
            return context.getBean(Heard.class);
        }

        Queue<String> unobserved() {
            return context.getBean(Unobserved.class).words();
        }

        void send(String... lines) throws IOException {
            String address = context.getBean(PipelineRuntime.class)
                    .pipeline("count")
                    .orElseThrow()
                    .sources()
                    .getFirst()
                    .address();
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            try (FramedClient client = FramedClient.connect(port, DEADLINE)) {
                client.send(lines);
            }
        }

        @Override
        public void close() throws IOException {
            context.close();
            sink.close();
        }
    }

    private static String[] lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "secret%d word%d".formatted(i, i % 7))
                .toArray(String[]::new);
    }

    @Test
    void followsOneFrameInSoManyThroughAllStepsOnBothWorkers() throws Exception {
        try (Running running = new Running(10)) {
            running.send(lines(FRAMES));
            running.sink.awaitLines(2 * FRAMES, DEADLINE);
            Heard heard = running.heard();

            await("all have ended")
                    .atMost(DEADLINE)
                    .until(() -> heard.steps("tally").size() == 2 * FRAMES / 10);
            assertThat(heard.roots()).hasSize(FRAMES / 10);
            assertThat(heard.steps("split")).hasSize(FRAMES / 10);
            assertThat(heard.frames().size()).isGreaterThan(heard.roots().size()); // those that went on elsewhere
            assertThat(heard.frames()).allSatisfy(frame -> {
                ObservationView parent = frame.getParentObservation();
                if (parent != null) {
                    assertThat(worker(frame)).isNotEqualTo(worker(parent.getContextView()));
                }
            });
            assertThat(heard.told()).doesNotContain("secret", "word");
        }
    }

    private static String worker(Observation.ContextView frame) {
        return Objects.requireNonNull(frame.getLowCardinalityKeyValue("worker")).getValue();
    }

    @Test
    void isCurrentWhileAFunctionRunsAndMakesNoMeters() throws Exception {
        try (Running running = new Running(1)) {
            running.send(lines(50));
            running.sink.awaitLines(100, DEADLINE);

            assertThat(running.unobserved()).isEmpty();
            assertThat(running.context.getBean(MeterRegistry.class).getMeters())
                    .noneMatch(meter ->
                            FrameObservations.METERS.contains(meter.getId().getName()))
                    .anyMatch(meter -> meter.getId().getName().equals("bettong.step.events"));
        }
    }

    @Test
    void tellsOfAFailureWhereAndOfWhichKindButNotWhatItQuotes() throws Exception {
        try (Running running = new Running(1)) {
            running.send("bad-secret good");
            running.sink.awaitLines(1, DEADLINE);
            Heard heard = running.heard();

            await("the failure")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(heard.frames())
                            .anySatisfy(frame -> assertThat(frame.getError()).hasMessage("compute at 'tally'")));
            assertThat(heard.told()).doesNotContain("secret");
        }
    }

    @Test
    void tellsOnlyTheBeginningOfAFrameThatMakesVeryMuch() throws Exception {
        int words = 10 * FrameObservations.MOST_PARTS;
        try (Running running = new Running(1)) {
            running.send("word ".repeat(words));
            running.sink.awaitLines(words, DEADLINE);

            assertThat(running.heard().stopped).hasSizeBetween(10, FrameObservations.MOST_PARTS + 10);
        }
    }

    @Test
    void followsNothingUnlessTold() throws Exception {
        try (Running running = new Running(0)) {
            running.send(lines(FRAMES));
            running.sink.awaitLines(2 * FRAMES, DEADLINE);

            assertThat(running.heard().stopped).isEmpty();
            assertThat(running.unobserved()).hasSize(2 * FRAMES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"creation", "start"})
    void goesOnWithoutTracesWhenAHandlerFails(String point) throws Exception {
        try (Running running = new Running(1)) {
            running.heard().failing = point;
            running.send(lines(FRAMES));
            running.sink.awaitLines(2 * FRAMES, DEADLINE);
            running.heard().failing = "nothing";
            int until = running.heard().stopped.size();
            running.send(lines(FRAMES));
            running.sink.awaitLines(4 * FRAMES, DEADLINE);

            assertThat(running.heard().stopped).hasSize(until);
            assertThat(running.unobserved()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void sendsTracesOverOtlp(int sample) throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>(); // written by the server
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1)); // texts are as they are
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Running running = new Running(
                sample,
                "--management.tracing.export.enabled=true",
                "--management.tracing.sampling.probability=1",
                "--management.opentelemetry.tracing.export.schedule-delay=50ms",
                "--management.opentelemetry.tracing.export.otlp.endpoint=http://localhost:%d/v1/traces"
                        .formatted(collector.getAddress().getPort()))) {
            running.send("secret1 secret2", "bad-secret");
            running.sink.awaitLines(2, DEADLINE);

            await("spans")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(String.join("", received))
                            .contains("frame of count", "split", "tally", "output to out"));
            assertThat(String.join("", received)).doesNotContain("secret");
        } finally {
            collector.stop(0);
        }
    }
}
