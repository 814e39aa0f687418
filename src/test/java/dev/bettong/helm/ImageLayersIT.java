package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The layers of the image without a builder of images: assembled, trained (with {@code -Pfull}) and started by the commands
 * of the Dockerfile, with a temporary directory for /app, and the configuration that the chart renders.
 */
class ImageLayersIT {

    private static final Duration START = Deadlines.START;
    private static final Duration EXIT = Deadlines.CONDITION;
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Path REPORT = Path.of("target", "image-start.txt");
    private static final int SIGTERM_EXIT = 128 + 15;
    private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)");

    @TempDir
    private Path directory;

    private Dockerfile dockerfile;
    private Path java;
    private Path app;
    private int http;
    private int management;
    private int lines;

    @BeforeEach
    void assemble() throws Exception {
        assumeTrue(
                !Extent.full() || Runtime.version().feature() >= 25,
                "the image has a JVM 25, whose cache older ones do not know");
        assumeTrue(!ROOT || Files.isExecutable(SETPRIV), "there is no setpriv to become another user with");
        dockerfile = Dockerfile.read();
        java = Path.of(System.getProperty("java.home"), "bin");
        app = directory.resolve("image/app");
        http = FreePort.find();
        management = FreePort.find();
        lines = FreePort.find();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(
                Path.of("."),
                List.of(
                        "sh",
                        "src/image/assemble",
                        System.getProperty("bettong.exec-jar"),
                        directory.resolve("image").toString()));
        if (Extent.full()) {
            run(
                    app,
                    here(dockerfile.command(
                            "RUN"))); // fills the AOT cache, which takes longer than the rest of this test
        }
    }

    @Test
    void servesAndDrainsAsAnotherUserOnATreeThatCannotBeWritten() throws Exception {
        try (LineServer receiver = LineServer.start()) {
            configure(receiver.port());
            addAPlugin();
            run(app, List.of("chmod", "-R", "a-w", "."));
            List<String> command = new ArrayList<>(here(dockerfile.command("ENTRYPOINT")));

            String without = serve(uncached(command), receiver);
            if (Extent.full()) {
                String with = serve(cached(command), receiver);
                Files.writeString(
                        REPORT, "Seconds to start: %s with the AOT cache, %s without%n".formatted(with, without));
            }
        }
    }

    /** Starts it, has it count a word, stops it, and returns the seconds that its start took. */
    private String serve(List<String> command, LineServer receiver) throws Exception {
        int before = receiver.lines().size();
        List<String> asUser = new ArrayList<>();
        if (ROOT) {
            asUser.addAll(List.of(SETPRIV.toString(), "--reuid=10001", "--regid=10001", "--clear-groups"));
            asUser.addAll(List.of("--no-new-privs", "--bounding-set=-all"));
        }
        asUser.addAll(command);
        Path log = Files.createTempFile(directory, "service", ".log");
        try (ServiceProcess service = ServiceProcess.ofCommand(app, log, asUser, environment())) {
            service.awaitOutput("Started BettongApplication", START);
            service.awaitThat(
                    "it is ready",
                    START,
                    () -> HttpText.get(management, "/actuator/health/readiness").contains("\"status\":\"UP\""));
            try (FramedClient client = FramedClient.connect(lines, START)) {
                client.send("wombat");
                assertThat(receiver.awaitLines(before + 1, START))
                        .last()
                        .asString()
                        .contains("wombat");
            }

            service.terminate();

            assertThat(service.awaitExit(EXIT)).isEqualTo(SIGTERM_EXIT);
            assertThat(service.output()).contains("is STOPPED").doesNotContain("ERROR");
            return STARTED.matcher(service.output())
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A JVM that does not start when it cannot use the cache. */
    private static List<String> cached(List<String> command) {
        List<String> cached = new ArrayList<>(command);
        cached.add(1, "-XX:AOTMode=on");
        return cached;
    }

    private static List<String> uncached(List<String> command) {
        return command.stream()
                .filter(argument -> !argument.startsWith("-XX:AOTCache"))
                .toList();
    }

    private void configure(int sink) throws IOException, InterruptedException {
        Path data = directory.resolve("image/data");
        if (ROOT) {
            run(app, List.of("chown", "10001:10001", data.toString()));
        }
        String values = """
                config: {bettong: {examples: [word-count], sinks: {counts: {tcp: {port: %d}}}}}
                sources: {lines: {port: %d}}
                http: {port: %d}
                management: {port: %d}
                persistence: {mountPath: %s}
                """.formatted(sink, lines, http, management, data);
        String rendered = Manifests.of(Chart.ofSource().renderText(values))
                .one(ConfigMap.class)
                .getData()
                .get("application.yml");
        Files.writeString(Files.createDirectory(app.resolve("config")).resolve("application.yml"), rendered);
    }

    /** The cache must also be of use with plug-ins. */
    private void addAPlugin() throws IOException {
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(app.resolve("plugins").resolve("plugin.jar")))) {
            jar.finish();
        }
    }

    private List<String> here(List<String> command) {
        return Stream.concat(
                        Stream.of(java.resolve(command.getFirst()).toString()),
                        command.stream().skip(1).map(argument -> argument.replace("/app/", app + "/")))
                .toList();
    }

    private void run(Path where, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(directory, "command", ".log");
        try (ServiceProcess process = ServiceProcess.ofCommand(where, log, command, environment())) {
            assertThat(process.awaitExit(START)).as(process.output()).isZero();
        }
    }

    private Map<String, String> environment() {
        return Map.of("JDK_JAVA_OPTIONS", dockerfile.options().getFirst(), "PATH", java + ":" + System.getenv("PATH"));
    }
}
