package dev.bettong.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.BettongApplication;
import dev.bettong.testing.Authority;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** More clients than the service has HTTP connections, which send their request headers, or TLS handshakes, byte by byte. */
@Isolated("starts services, and keeps a thread busy")
class SlowHeadersIT {

    private static final int CLIENTS = 300;
    private static final int PROBES = 10;
    private static final int ROUNDS = 2;

    private static final byte[] HEADER = "GET /actuator/health/liveness HTTP/1.1\r\nX-Slow: ".getBytes(US_ASCII);

    private static final byte[] BLANK_LINES = "\r\n".getBytes(US_ASCII);

    /** Of a record of 512 bytes, which are never all there. */
    private static final byte[] CLIENT_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    @TempDir
    private Path directory;

    private final int web = FreePort.find();
    private final int management = FreePort.find();

    @Test
    void giveWayToOtherClientsOfTheSamePort() throws Exception {
        try (ServiceProcess service =
                start("--bettong.http.header-timeout=1h", "--management.server.port=" + management)) {
            for (int port : List.of(web, management)) {
                try (SlowClients slow = new SlowClients(port, CLIENTS, HEADER)) {
                    probe(port == web ? "/api/pipelines" : "/actuator/health/liveness", port, plain(), slow);
                }
            }
            service.awaitOutput("HTTP connections of port " + web + " were in use: closed ", Deadlines.CONDITION);
        }
    }

    @Test
    void giveWayAfterBlankLinesAndBetweenRequests() throws Exception {
        byte[] request = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
        try (ServiceProcess service = start("--bettong.http.header-timeout=1h");
                SlowClients blank = new SlowClients(web, CLIENTS / 2, BLANK_LINES);
                SlowClients complete = new SlowClients(web, CLIENTS / 2, request)) {
            probe("/actuator/health/liveness", web, plain(), blank, complete);
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void giveWayInTheTlsHandshakeAndAreClosedAfterHeaderTimeout() throws Exception {
        Authority authority = new Authority(directory.resolve("authority"));
        String bundle = "--spring.ssl.bundle.jks.web.";
        try (ServiceProcess service = start(
                "--bettong.http.header-timeout=2s",
                "--server.ssl.bundle=web",
                bundle + "keystore.location=file:" + authority.key("web"),
                bundle + "keystore.password=" + Authority.PASSWORD)) {
            SocketFactory tls = Authority.context(null, authority.trust()).getSocketFactory();
            try (SlowClients slow = new SlowClients(web, CLIENTS, CLIENT_HELLO)) {
                probe("/actuator/health/liveness", web, tls, slow);
            }
            try (Socket trickling = tls.createSocket(InetAddress.getLoopbackAddress(), web)) {
                await().atMost(Deadlines.CONDITION).until(() -> !sendsByte(trickling));
            }
            service.awaitOutput("whose request header was not complete within", Deadlines.CONDITION);
        }
    }

    private static SocketFactory plain() {
        return SocketFactory.getDefault();
    }

    private static boolean sendsByte(Socket socket) {
        try {
            socket.getOutputStream().write('G');
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /**
     * Once the first connections have been closed to make room, asks again and again, each time over a new connection, while
     * the others send byte after byte. Linux lets a client wait for a second if too many connect at once.
     */
    private static void probe(String path, int port, SocketFactory sockets, SlowClients... slow) throws IOException {
        await().atMost(Deadlines.CONDITION)
                .until(() -> rounds(slow) >= ROUNDS && Stream.of(slow).anyMatch(clients -> clients.closed() > 0));
        List<String> answers = new ArrayList<>();
        for (int end = rounds(slow) + ROUNDS; answers.size() < PROBES || rounds(slow) < end; ) {
            answers.add(status(path, port, sockets));
        }
        assertThat(answers).allMatch("HTTP/1.1 200 "::equals);
    }

    private static int rounds(SlowClients... slow) {
        return Stream.of(slow).mapToInt(SlowClients::rounds).min().orElseThrow();
    }

    private static String status(String path, int port, SocketFactory sockets) throws IOException {
        try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(Deadlines.SOCKET_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("closed");
        } catch (SocketException reset) {
            return reset.toString();
        }
    }

    private ServiceProcess start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=" + web,
                "--bettong.examples=word-count",
                "--bettong.sources.lines.tcp.port=" + FreePort.find(),
                "--bettong.sinks.counts.tcp.port=" + FreePort.find()));
        all.addAll(List.of(arguments));
        ServiceProcess service =
                ServiceProcess.ofClass(directory, TestClassPath.packaged(), BettongApplication.class.getName(), all);
        service.awaitOutput("Started BettongApplication", Deadlines.START);
        return service;
    }
}
