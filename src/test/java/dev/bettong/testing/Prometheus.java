package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus server on a free port, with its data among what the test leaves behind. For one thread. */
public final class Prometheus implements AutoCloseable {

    private static final String PACKAGE = "prometheus"; // Debian's has promtool, too
    private static final Duration START_TIMEOUT = Deadlines.START;
    private static final JsonMapper JSON = new JsonMapper();

    private final ServiceProcess process;
    private final int port;

    private Prometheus(ServiceProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * An alert that is pending or firing.
     *
     * @param labels what distinguishes it, {@code alertname} among them
     */
    public record Alert(boolean firing, Map<String, String> labels) {}

    /**
     * Starts one; has the test skipped where it is not installed.
     *
     * @param directory existing directory to run in, which paths in the configuration begin at
     * @param configuration what is in {@code prometheus.yml}
     */
    public static Prometheus start(Path directory, String configuration) throws IOException {
        Path program = InstalledProgram.find(PACKAGE, "prometheus");
        int port = FreePort.find();
        Files.writeString(directory.resolve("prometheus.yml"), configuration, UTF_8);
        ServiceProcess process = ServiceProcess.ofCommand(
                directory,
                directory.resolve("prometheus.log"),
                List.of(
                        program.toString(),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=series",
                        "--web.listen-address=localhost:" + port),
                Map.of());
        Prometheus prometheus = new Prometheus(process, port);
        try {
            process.awaitThat(
                    "Prometheus is ready",
                    START_TIMEOUT,
                    () -> HttpText.get(port, "/-/ready").contains("is Ready"));
            return prometheus;
        } catch (AssertionError e) {
            prometheus.close();
            throw e;
        }
    }

    /**
     * Runs {@code promtool}; has the test skipped where it is not installed.
     *
     * @param input what it reads from standard input
     * @return what it has said, and then {@code exit <code>}
     */
    public static String promtool(Path directory, String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(InstalledProgram.find(PACKAGE, "promtool").toString()));
        command.addAll(List.of(arguments));
        Path file = Files.writeString(directory.resolve("promtool.in"), input, UTF_8);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return "%sexit %d".formatted(output, process.waitFor());
    }

    /** The first value of an expression now, or NaN if it has none. */
    public double value(String expression) throws IOException, InterruptedException {
        JsonNode result = ask("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
        return result.path("result").path(0).path("value").path(1).asDouble(Double.NaN);
    }

    /** All alerts that are pending or firing. */
    public List<Alert> alerts() throws IOException, InterruptedException {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode alert : ask("/api/v1/alerts").path("alerts")) {
            Map<String, String> labels = new TreeMap<>();
            alert.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asString()));
            alerts.add(new Alert(alert.path("state").asString().equals("firing"), labels));
        }
        return alerts;
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        return JSON.readTree(HttpText.get(port, path)).path("data");
    }

    @Override
    public void close() {
        process.close();
    }
}
