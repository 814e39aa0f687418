package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.BettongApplication;
import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Documents;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every operation of REST in every situation: a table with a row for each, which has to be the list in the OpenAPI
 * document but for the live tap.
 */
class OperationsHttpTest {

    private static final Pattern NAMED = Pattern.compile("((?:GET|POST|PUT|PATCH|DELETE) /api/[\\w/{}-]+)");

    /**
     * {@code PIPELINE} stands for the pipeline it is about, {@code ID} for a dead letter of it. Then: what does not
     * exist, and the statuses of the answers: from those who ask at the same time while it runs, from a pipeline that
     * recovers, from one that has failed.
     */
    private static final String TABLE = """
            GET /api/pipelines                          | /api/pipelines                              | -                                         | 200     | 200 | 200
            GET /api/pipelines/{name}                   | /api/pipelines/PIPELINE                     | /api/pipelines/nobody                     | 200     | 200 | 200
            GET /api/pipelines/{name}/graph             | /api/pipelines/PIPELINE/graph               | /api/pipelines/nobody/graph               | 200     | 200 | 200
            GET /api/pipelines/{name}/partitions        | /api/pipelines/PIPELINE/partitions          | /api/pipelines/nobody/partitions          | 200     | 200 | 200
            POST /api/pipelines/{name}/pause            | /api/pipelines/PIPELINE/pause               | /api/pipelines/nobody/pause               | 200     | 503 | 409
            POST /api/pipelines/{name}/resume           | /api/pipelines/PIPELINE/resume              | /api/pipelines/nobody/resume              | 200     | 503 | 409
            POST /api/pipelines/{name}/drain            | /api/pipelines/PIPELINE/drain               | /api/pipelines/nobody/drain               | 202     | 409 | 409
            GET /api/live                               | /api/live                                   | -                                         | 200     | 200 | 200
            GET /api/checkpoints                        | /api/checkpoints                            | -                                         | 200     | 200 | 200
            POST /api/checkpoints                       | /api/checkpoints                            | -                                         | 200     | 503 | 200
            GET /api/states                             | /api/states                                 | -                                         | 200     | 200 | 200
            GET /api/states/{state}/entities/{key}      | /api/states/PIPELINE/entities/k0            | /api/states/nothing/entities/k0           | 200     | 503 | 404
            GET /api/states/{state}/entities/{key}/live | /api/states/PIPELINE/entities/k0/live       | /api/states/nothing/entities/k0/live      | 200     | 503 | 404
            GET /api/dead-letters                       | /api/dead-letters?pipeline=PIPELINE         | /api/dead-letters?pipeline=nobody         | 200     | 200 | 200
            GET /api/dead-letters/{id}                  | /api/dead-letters/ID                        | /api/dead-letters/999999                  | 200     | 404 | 404
            POST /api/dead-letters/{id}/redrive         | /api/dead-letters/ID/redrive                | /api/dead-letters/999999/redrive          | 204 404 | 404 | 404
            DELETE /api/dead-letters/{id}               | /api/dead-letters/ID                        | /api/dead-letters/999999                  | 204 404 | 404 | 404
            POST /api/dead-letters/redrive              | /api/dead-letters/redrive?pipeline=PIPELINE | /api/dead-letters/redrive?pipeline=nobody | 200     | 200 | 200
            DELETE /api/dead-letters                    | /api/dead-letters?pipeline=PIPELINE         | /api/dead-letters?pipeline=nobody         | 200     | 200 | 200
            """;

    private static final String TAP = "GET /api/pipelines/{name}/tap"; // which is off; TapHttpTest has its situations

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final String HASH = new BCryptPasswordEncoder(4).encode("secret");
    private static final String OPERATOR = "otto";
    private static final int ASKING = 4; // at the same time
    private static final int KEYS = 8;
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicBoolean MENDED = new AtomicBoolean(); // set by tests, asked by workers
    private static final AtomicInteger LETTERS = new AtomicInteger(); // made so far

    @TempDir
    private static Path directory;

    private static LineServer sink;
    private static HttpClient http;
    private static ConfigurableApplicationContext service;

    /** A row of the table. */
    record Operation(String name, String uri, String unknown, Set<Integer> running, int recovering, int failed) {

        private static Operation parse(String row) {
            String[] cells = row.split("\\|", -1);
            return new Operation(
                    cells[0].strip(),
                    cells[1].strip(),
                    cells[2].strip(),
                    Stream.of(cells[3].strip().split(" ")).map(Integer::valueOf).collect(toSet()),
                    Integer.parseInt(cells[4].strip()),
                    Integer.parseInt(cells[5].strip()));
        }

        private String method() {
            return name.substring(0, name.indexOf(' '));
        }

        private boolean steers() {
            return !method().equals("GET");
        }

        private boolean takesALetter() {
            return uri.contains("/ID");
        }

        private String of(String pipeline, long letter) {
            return uri.replace("PIPELINE", pipeline).replace("ID", String.valueOf(letter));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final class Tally {

        private long count;

        long add() {
            return ++count;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Pipeline busy() {
            return pipeline("busy");
        }

        @Bean
        Pipeline spare() {
            return pipeline("spare");
        }

        @Bean
        Pipeline strict() {
            return pipeline("strict").onFailure(FailurePolicy.FAIL);
        }

        private static Pipeline pipeline(String name) {
            return Pipeline.named(name)
                    .from(Source.tcp(name + "-in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .partition((String key) -> key)
                    .computeState("count", State.named(name, Tally.class, Tally::new), Application::count)
                    .to(Sink.tcp(name + "-out", (String line) -> (line + "\n").getBytes(UTF_8)));
        }

        private static Outcome<String> count(String key, Tally tally) {
            if (key.startsWith("bad") && !MENDED.get()) {
                throw new IllegalArgumentException("told to fail");
            }
            return Outcome.changed(key + " " + tally.add());
        }
    }

    /** Holds every recovery up until it is told otherwise, and nobody waits long for it. */
    @Configuration(proxyBeanMethods = false)
    static class SlowRecovery {

        private static final CountDownLatch RELEASE = new CountDownLatch(1);

        @Bean
        BoundedWait answers() {
            return new BoundedWait(Duration.ofMillis(300), Duration.ofMillis(300));
        }

        @Bean
        PhaseListener heldRecovery() {
            return phase -> {
                if (phase == CheckpointPhase.RECOVERY_BEGUN) {
                    try {
                        RELEASE.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
        }
    }

    @BeforeAll
    static void start() throws IOException {
        sink = LineServer.start();
        http = HttpClient.newHttpClient();
        service = run("running", Application.class);
        for (String pipeline : List.of("busy", "spare", "strict")) {
            awaitStatus(pipeline, Status.RUNNING);
        }
        try (FramedClient client = connect("strict")) {
            client.send("bad");
            awaitStatus("strict", Status.FAILED);
        }
    }

    private static ConfigurableApplicationContext run(String data, Class<?>... classes) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--bettong.data-directory=" + directory.resolve(data),
                "--bettong.checkpoint.interval=100ms",
                "--bettong.security.users.vera.password=" + HASH,
                "--bettong.security.users.otto.password=" + HASH,
                "--bettong.security.users.otto.role=operator"));
        for (String pipeline : List.of("busy", "spare", "strict")) {
            arguments.add("--bettong.sources.%s-in.tcp.port=0".formatted(pipeline));
            arguments.add("--bettong.sinks.%s-out.tcp.port=%d".formatted(pipeline, sink.port()));
        }
        return SpringApplication.from(BettongApplication::main)
                .with(classes)
                .run(arguments.toArray(String[]::new))
                .getApplicationContext();
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        http.shutdownNow();
        sink.close();
    }

    static Stream<Operation> operations() {
        return TABLE.lines().map(Operation::parse);
    }

    static Stream<Operation> ofSomethingNamed() {
        return operations().filter(operation -> !operation.unknown().equals("-"));
    }

    @Test
    void areThoseOfTheOpenApiDocument() throws Exception {
        Set<String> described = new TreeSet<>();
        JSON.readTree(ask(service, OPERATOR, "GET", "/v3/api-docs").body())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(described).contains(TAP);
        described.remove(TAP);
        assertThat(operations().map(Operation::name)).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void includeAllThatTheDocumentsName() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path document : Documents.all().toList()) {
            named.addAll(Documents.find(NAMED, Documents.prose(document)));
        }
        named.remove(TAP);

        assertThat(named)
                .isNotEmpty()
                .isSubsetOf(operations().map(Operation::name).toList());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void needRights(Operation operation) throws Exception {
        String uri = operation.of("busy", 999_999);

        assertProblem(ask(service, null, operation.method(), uri), 401);
        if (operation.steers()) {
            assertProblem(ask(service, "vera", operation.method(), uri), 403);
        } else {
            assertThat(ask(service, "vera", "GET", uri).status()).isIn(200, 404);
        }
    }

    @ParameterizedTest
    @MethodSource("ofSomethingNamed")
    void sayWhatDoesNotExist(Operation operation) throws Exception {
        assertProblem(ask(service, OPERATOR, operation.method(), operation.unknown()), 404);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void answerForAPipelineThatHasFailed(Operation operation) throws Exception {
        for (int i = 0; i < 2; i++) {
            assertStatus(
                    ask(service, OPERATOR, operation.method(), operation.of("strict", 999_999)), operation.failed());
        }
    }

    @Test
    void answerForAPipelineThatRecovers() throws Exception {
        ConfigurableApplicationContext recovering = run("recovering", Application.class, SlowRecovery.class);
        try {
            for (Operation operation : operations().toList()) {
                Answer answer = ask(recovering, OPERATOR, operation.method(), operation.of("busy", 999_999));
                assertStatus(answer, operation.recovering());
            }
        } finally {
            SlowRecovery.RELEASE.countDown();
            recovering.close();
        }
    }

    @Test
    void loseNothingUnderLoadWhenManyAskTheSame() throws Exception {
        int redriven = 0;
        int sent;
        try (Load load = new Load();
                ExecutorService clients = Executors.newFixedThreadPool(ASKING)) {
            sink.awaitLines(KEYS, DEADLINE);
            ask(service, OPERATOR, "POST", "/api/checkpoints"); // so that there are entities to look for
            for (Operation operation : operations().toList()) {
                String pipeline = operation.name().endsWith("/drain") ? "spare" : "busy";
                MENDED.set(false);
                long letter = deadLetter();
                MENDED.set(true);
                List<Answer> answers = atTheSameTime(
                        clients, () -> ask(service, OPERATOR, operation.method(), operation.of(pipeline, letter)));

                for (Answer answer : answers) {
                    assertThat(answer.status()).as(operation.name()).isIn(operation.running());
                    assertStatus(answer, answer.status());
                }
                if (operation.takesALetter() && operation.steers()) {
                    assertThat(answers.stream().filter(answer -> answer.status() == 204))
                            .as(operation.name())
                            .hasSize(1);
                }
                redriven += operation.name().contains("redrive") ? 1 : 0;
                ask(service, OPERATOR, "POST", "/api/pipelines/busy/resume");
                ask(service, OPERATOR, "DELETE", "/api/dead-letters/" + letter);
            }
            load.end();
            sent = load.sent.get();
            sink.awaitLines(sent + redriven, DEADLINE);
        }
        assertThat(service.getBean(PipelineRuntime.class).deadLetters().count()).isZero();
        Map<String, List<Integer>> counts = sink.lines().stream()
                .map(line -> line.split(" "))
                .collect(groupingBy(words -> words[0], mapping(words -> Integer.valueOf(words[1]), toList())));
        assertThat(counts).hasSize(KEYS + redriven);
        int times = sent / KEYS;
        counts.forEach((key, each) -> assertThat(each)
                .as(key)
                .isEqualTo(IntStream.rangeClosed(1, key.startsWith("bad") ? 1 : times)
                        .boxed()
                        .toList()));
    }

    /** Makes one that nobody has yet, and returns its number. */
    private static long deadLetter() throws IOException {
        String key = "bad" + LETTERS.incrementAndGet();
        try (FramedClient client = connect("busy")) {
            client.send(key);
            await("the dead letter of " + key)
                    .atMost(DEADLINE)
                    .until(() -> found(key).findAny().isPresent());
        }
        return found(key).findAny().orElseThrow().id();
    }

    private static Stream<DeadLetter> found(String key) {
        return service.getBean(PipelineRuntime.class).deadLetters().page("busy", 0, 1000).stream()
                .filter(letter -> new String(letter.frame(), UTF_8).equals(key));
    }

    private static List<Answer> atTheSameTime(ExecutorService clients, Callable<Answer> question) throws Exception {
        List<Answer> answers = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (Future<Answer> each : clients.invokeAll(
                    IntStream.range(0, ASKING).mapToObj(i -> question).toList())) {
                answers.add(each.get());
            }
        }
        return answers;
    }

    /** Sends frames, a few after the other, until it is told to end. */
    private static final class Load implements AutoCloseable {

        private static final int AT_ONCE = 80;

        private final AtomicInteger sent = new AtomicInteger(); // by the thread of the load
        private final FramedClient client;
        private final Thread thread;
        private volatile boolean ending; // by the test

        private Load() throws IOException {
            this.client = connect("busy");
            this.thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            try {
                while (!ending) {
                    client.send(IntStream.range(0, AT_ONCE)
                            .mapToObj(i -> "k" + i % KEYS)
                            .toArray(String[]::new));
                    sink.awaitLines(sent.addAndGet(AT_ONCE), DEADLINE);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void end() {
            ending = true;
            try {
                thread.join(DEADLINE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            end();
            client.close();
        }
    }

    private static FramedClient connect(String pipeline) throws IOException {
        String address = service.getBean(PipelineRuntime.class)
                .pipeline(pipeline)
                .orElseThrow()
                .sources()
                .getFirst()
                .address();
        return FramedClient.connect(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), DEADLINE);
    }

    private static void awaitStatus(String pipeline, Status status) {
        await(pipeline + " is " + status)
                .atMost(DEADLINE)
                .until(() -> service.getBean(PipelineRuntime.class)
                                .pipeline(pipeline)
                                .orElseThrow()
                                .status()
                        == status);
    }

    /**
     * What was answered.
     *
     * @param body empty if it is a stream of events
     */
    private record Answer(int status, String type, String body) {}

    private static void assertStatus(Answer answer, int status) throws IOException {
        if (status >= 400) {
            assertProblem(answer, status);
        } else {
            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        }
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
    }

    private static Answer ask(ConfigurableApplicationContext service, @Nullable String user, String method, String uri)
            throws IOException, InterruptedException {
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + uri))
                .timeout(DEADLINE)
                .method(method, BodyPublishers.noBody());
        if (user != null) {
            String login = Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
            request.header("Authorization", "Basic " + login);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = response.body()) {
            boolean endless = type.startsWith("text/event-stream");
            return new Answer(response.statusCode(), type, endless ? "" : new String(body.readAllBytes(), UTF_8));
        }
    }
}
