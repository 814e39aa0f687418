package dev.bettong;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Clients that do not send the rest of a request: the probes must be answered all the same. */
@Isolated("starts a service, and measures nothing but needs it to be quick to answer")
class SlowClientsTest {

    private static final Duration START = Deadlines.START;
    private static final int CLIENTS_OF_A_KIND = 40;
    private static final int CONNECTIONS = 300; // of 256
    private static final long BETWEEN_BYTES = TimeUnit.MILLISECONDS.toNanos(250);

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
                TestClassPath.entries(),
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

    /** More connections than there are, each with a byte of a header line now and then. */
    @Test
    void areClosedBeforeTheirHeaderIsCompleteAndLeaveTheProbesAlone(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        int management = FreePort.find();
        try (ServiceProcess service = ServiceProcess.ofClass(
                directory,
                TestClassPath.entries(),
                BettongApplication.class.getName(),
                List.of(
                        "--server.port=" + web,
                        "--management.server.port=" + management,
                        "--bettong.http.header-timeout=3s",
                        "--bettong.examples=word-count",
                        "--bettong.sources.lines.tcp.port=" + FreePort.find(),
                        "--bettong.sinks.counts.tcp.port=" + FreePort.find()))) {
            service.awaitOutput("Started BettongApplication", START);
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), web);
                slow.add(socket);
                Thread.ofVirtual().start(() -> trickle(socket));
            }

            assertThat(HttpText.get(management, "/actuator/health/liveness")).contains("UP");
            await("the first of them are closed")
                    .atMost(Deadlines.CONDITION)
                    .until(() -> slow.stream().limit(CONNECTIONS / 2).allMatch(SlowClientsTest::closed));
            assertThat(HttpText.get(web, "/api/pipelines")).contains("\"status\":\"DEGRADED\"");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Sends a byte of a header four times a second, until the service closes the connection. */
    private static void trickle(Socket socket) {
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ".getBytes(US_ASCII));
            while (!closed(socket)) {
                socket.getOutputStream().write('x');
                LockSupport.parkNanos(BETWEEN_BYTES);
            }
        } catch (IOException closed) {
            // by the service, or by the end of the test
        }
    }

    /** Whether the service has closed it; it sends nothing otherwise. */
    private static boolean closed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void begin(int port, String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        slow.add(socket);
        socket.getOutputStream().write((request + "Content-Length: 1000\r\n\r\n{").getBytes(US_ASCII));
    }
}
