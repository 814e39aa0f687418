package dev.bettong.crash;

import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One life of {@link CrashApplication}, from start to death. Steered by the test's thread. */
final class Service implements AutoCloseable {

    private static final Duration START = Deadlines.START;
    private static final Duration EXIT = Deadlines.CONDITION;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Set<String> READY =
            Set.of("RUNNING", "BACKPRESSURED", "PAUSED", "DEGRADED"); // it listens, at any rate
    private static final JsonMapper JSON = new JsonMapper();

    private final ServiceProcess process;
    private final int web;
    private final int workers;
    private final Map<Input, Integer> ports;

    private Service(ServiceProcess process, int web, int workers, Map<Input, Integer> ports) {
        this.process = process;
        this.web = web;
        this.workers = workers;
        this.ports = ports;
    }

    /**
     * What may differ from one life to the next.
     *
     * @param workers from 1
     * @param checkpointInterval time between two checkpoints
     * @param syncAlways whether events are handled only once they are synced
     * @param maxEntities entities held in memory, or 0 for all
     */
    record Settings(int workers, Duration checkpointInterval, boolean syncAlways, int maxEntities) {

        /** Any that are possible, with a certain interval. */
        static Settings random(Random random, Duration checkpointInterval) {
            return new Settings(
                    random.nextInt(1, 4), checkpointInterval, random.nextInt(4) == 0, random.nextInt(3) == 0 ? 500 : 0);
        }

        private List<String> arguments() {
            return List.of(
                    "--bettong.workers=" + workers,
                    "--bettong.checkpoint.interval=" + checkpointInterval.toMillis() + "ms",
                    "--bettong.journal.sync=" + (syncAlways ? "always" : "interval"),
                    "--bettong.state.max-entities=" + maxEntities);
        }
    }

    /**
     * Starts a process on the data directory in {@code directory}.
     *
     * @param point where it halts by itself, or {@code null}
     */
    static Service start(Path directory, int sinkPort, Settings settings, @Nullable FaultPoint point)
            throws IOException {
        int web = FreePort.find();
        Map<Input, Integer> ports = new EnumMap<>(Input.class);
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.banner-mode=off",
                "--server.port=" + web,
                "--bettong.data-directory=" + data(directory),
                "--bettong.shutdown-timeout=2s",
                "--bettong.dead-letters.max-count=" + Integer.MAX_VALUE,
                "--bettong.sinks.outputs.tcp.port=" + sinkPort,
                "--bettong.sinks.outputs.tcp.buffer-size=64KB"));
        for (Input input : Input.values()) {
            int port = FreePort.find();
            ports.put(input, port);
            arguments.add("--bettong.sources.%s.tcp.host=localhost".formatted(input.source()));
            arguments.add("--bettong.sources.%s.tcp.port=%d".formatted(input.source(), port));
        }
        arguments.addAll(settings.arguments());
        if (point != null) {
            arguments.add("--crash.at=" + point);
        }
        ServiceProcess process = ServiceProcess.ofClass(
                directory, TestClassPath.packaged(), CrashApplication.class.getName(), arguments);
        return new Service(process, web, settings.workers(), ports);
    }

    /** The data directory. */
    static Path data(Path directory) {
        return directory.resolve("data");
    }

    /** Where the clients of an input connect. */
    int port(Input input) {
        return Objects.requireNonNull(ports.get(input));
    }

    int workers() {
        return workers;
    }

    /** Waits until it accepts events; returns false if it dies before. */
    boolean awaitReady() {
        await("it is ready or dead")
                .atMost(START)
                .pollInterval(POLL)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !process.alive() || ready());
        return process.alive();
    }

    private boolean ready() throws IOException, InterruptedException {
        JsonNode pipelines = JSON.readTree(HttpText.get(web, "/api/pipelines"));
        return pipelines.isArray()
                && StreamSupport.stream(pipelines.spliterator(), false)
                        .allMatch(pipeline ->
                                READY.contains(pipeline.path("status").asString()));
    }

    /** What the last checkpoint says of a client in one of the pipelines that read its source. */
    JsonNode accepted(Reader reader, String client) throws IOException, InterruptedException {
        return entity(reader.state(), client);
    }

    private JsonNode entity(String state, String client) throws IOException, InterruptedException {
        return JSON.readTree(HttpText.get(web, "/api/states/%s/entities/%s".formatted(state, client)));
    }

    /** What the last checkpoint says of the timer of a client. */
    JsonNode delayed(String client) throws IOException, InterruptedException {
        return entity(CrashApplication.DELAYED.name(), client);
    }

    /** What the last checkpoint says of the windows of a client that are closed. */
    JsonNode windows(String client) throws IOException, InterruptedException {
        return entity(CrashApplication.CLOSED.name(), client);
    }

    /** What the last checkpoint says of the windows of a client's numbers that are closed. */
    JsonNode audited(String client) throws IOException, InterruptedException {
        return entity(CrashApplication.AUDITED_CLOSED.name(), client);
    }

    boolean alive() {
        return process.alive();
    }

    /** Waits a while; returns early, and true, if it has ended. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.endsWithin(time);
    }

    void kill() {
        process.kill();
    }

    void terminate() {
        process.terminate();
    }

    int awaitExit() throws InterruptedException {
        return process.awaitExit(EXIT);
    }

    String output() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
