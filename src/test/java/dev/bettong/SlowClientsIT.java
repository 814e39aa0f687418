package dev.bettong;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that begin a request body and do not send the rest of it: the probes must be answered all the same. */
@Isolated("starts a service, and measures nothing but needs it to be quick to answer")
class SlowClientsIT {

    private static final Duration START = Deadlines.START;
    private static final int CLIENTS_OF_A_KIND = 40;

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    /** With and without a token's header, as JSON and as a form, on paths that exist and on others. */
    private static final List<String> REQUESTS = List.of(
            "POST /api/pipelines/echo/pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n",
            "POST /api/dead-letters/1/redrive HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n",
            "POST /api/pipelines/echo/resume HTTP/1.1\r\nHost: localhost\r\nOrigin: http://elsewhere\r\n" + FORM,
            "DELETE /api/dead-letters HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "PUT /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n",
            "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n");

    private final List<Socket> slow = new ArrayList<>();

    @Test
    void doNotKeepTheProbesFromBeingAnswered(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        try (ServiceProcess service = ServiceProcess.ofClass(
                directory,
                TestClassPath.packaged(),
                BettongApplication.class.getName(),
                List.of(
                        "--server.port=" + web,
                        "--bettong.examples=word-count",
                        "--bettong.sources.lines.tcp.port=" + FreePort.find(),
                        "--bettong.sinks.counts.tcp.port=" + FreePort.find()))) {
            service.awaitOutput("Started BettongApplication", START);
            for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
                for (String request : REQUESTS) {
                    begin(web, request);
                }
            }

            assertThat(HttpText.get(web, "/actuator/health/liveness")).contains("UP");
            assertThat(HttpText.get(web, "/api/pipelines")).contains("\"status\":\"DEGRADED\"");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private void begin(int port, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        slow.add(socket);
        socket.getOutputStream().write((request + "Content-Length: 1000\r\n\r\n{").getBytes(US_ASCII));
    }
}
