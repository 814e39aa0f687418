package dev.bettong.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with its defaults, where a process may have 1024 open files. */
class OpenFilesProcessTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int CLIENTS = 1100;

    @TempDir
    private Path directory;

    @Test
    void answersForItsHealthHoweverManyConnect() throws Exception {
        int port = FreePort.find();
        int web = FreePort.find();
        List<Socket> clients = new ArrayList<>();
        try (ServiceProcess service = start(port, web);
                HttpClient http = HttpClient.newHttpClient()) {
            service.awaitOutput("Started BettongApplication", DEADLINE);
            service.awaitOutput("Pipeline 'Split and Count' is RUNNING", DEADLINE);
            assertThat(service.output())
                    .contains("This process may have 1024 open files (ulimit -n), and needs ")
                    .contains("whose max-connections add up to 1000: they are limited to {lines=");
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Socket("localhost", port));
            }
            service.awaitOutput("and refuses further ones", DEADLINE);

            HttpRequest health = HttpRequest.newBuilder(
                            URI.create("http://localhost:%d/actuator/health/liveness".formatted(web)))
                    .timeout(DEADLINE)
                    .build();
            assertThat(http.send(health, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("\"UP\"");
            assertThat(service.output()).doesNotContain("Too many open files");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private ServiceProcess start(int port, int web) throws IOException {
        String classPath = TestClassPath.entries().stream()
                .map(entry -> entry.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return ServiceProcess.ofCommand(
                directory,
                Files.createTempFile(directory, "service", ".log"),
                List.of(
                        "sh",
                        "-c",
                        "ulimit -n 1024 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + directory.toAbsolutePath(),
                        "-cp",
                        classPath,
                        BettongApplication.class.getName(),
                        "--bettong.examples=word-count",
                        "--bettong.data-directory=" + directory.resolve("data"),
                        "--bettong.sources.lines.tcp.port=" + port,
                        "--bettong.sinks.counts.tcp.port=1",
                        "--server.port=" + web),
                Map.of());
    }
}
