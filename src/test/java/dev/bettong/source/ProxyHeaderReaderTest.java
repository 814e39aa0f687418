package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Framing;
import dev.bettong.testing.Deadlines;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.netty.resources.LoopResources;

/** Sources behind a proxy, through real sockets. */
@ExtendWith(OutputCaptureExtension.class)
@Isolated("reads the log")
class ProxyHeaderReaderTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String VERSION_1 = "PROXY TCP4 10.1.2.3 10.0.0.1 4711 7010\r\n";
    private static final String VERSION_2 = "\r\n\r\n\0\r\nQUIT\n";
    private static final String ADDRESSES = "\n\u0001\u0002\u0003\n\0\0\u0001\u0012g\u001bb";

    private final LoopResources loops = LoopResources.create("proxy-test", 1, true);
    private final EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
    private final RecordingReceiver received = new RecordingReceiver(); // the event loop's
    private TcpSource source = source(ProxyProtocol.OFF, DEADLINE);

    /**
     * A header as a proxy sends it.
     *
     * @param bytes one character per byte
     */
    record Header(String name, String bytes) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Header> headers() {
        return List.of(
                new Header("version 1", VERSION_1),
                new Header("version 1, TCP6", "PROXY TCP6 2001:db8::1 2001:db8::2 4711 7010\r\n"),
                new Header("version 1, unknown", "PROXY UNKNOWN\r\n"),
                new Header("version 2", VERSION_2 + "!\u0011\0\u000c" + ADDRESSES),
                new Header("version 2, with an extension", VERSION_2 + "!\u0011\0\u0012" + ADDRESSES + "\4\0\3abc"),
                new Header("version 2, local", VERSION_2 + " \0\0\0"));
    }

    private TcpSource source(ProxyProtocol proxyProtocol, Duration frameTimeout) {
        TcpSourceSettings settings = new TcpSourceSettings(
                "127.0.0.1", 0, 100, 100, 64 << 20, frameTimeout, Duration.ZERO, proxyProtocol, null);
        return new TcpSource("in", Framing.lines(), settings, loops, Map.of(loop, received));
    }

    private void start(ProxyProtocol proxyProtocol, Duration frameTimeout) {
        source = source(proxyProtocol, frameTimeout);
        source.start();
    }

    @AfterEach
    void stop() throws Exception {
        source.stop().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        loops.disposeLater(Duration.ZERO, DEADLINE).block(DEADLINE);
    }

    @ParameterizedTest
    @MethodSource("headers")
    void readsTheHeaderWhereverItIsCut(Header header) throws Exception {
        start(ProxyProtocol.REQUIRED, DEADLINE);
        String bytes = header.bytes + "one\ntwo\n";
        for (int cut = 0; cut < bytes.length(); cut++) {
            try (Socket socket = connect()) {
                send(socket, bytes.substring(0, cut));
                awaitRead(cut);
                send(socket, bytes.substring(cut));
                awaitHeard("one", "two");
            }
        }
        awaitHeard();
        assertThat(source.handshakeFailures()).isZero();
    }

    /** Waits until the event loop has had the time to read. */
    private void awaitRead(int sent) throws Exception {
        for (int turn = 0; turn < 3 && sent > 0; turn++) {
            loop.submit(() -> {}).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void readsTheHeaderByteByByte(Header header) throws Exception {
        start(ProxyProtocol.OPTIONAL, DEADLINE);
        try (Socket socket = connect()) {
            for (char each : (header.bytes + "one\n").toCharArray()) {
                send(socket, String.valueOf(each));
                awaitRead(1);
            }
            awaitHeard("one");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "P", "PROXIES", "\r", "\r\n\r\n", "PROX\r\n\r\n\0"})
    void readsLinesWithoutAHeaderIfItIsOptional(String line) throws Exception {
        start(ProxyProtocol.OPTIONAL, DEADLINE);
        try (Socket socket = connect()) {
            send(socket, line + "\n");
            socket.shutdownOutput();
            awaitHeard((line + "\n").lines().toArray(String[]::new));
        }
        assertThat(source.handshakeFailures()).isZero();
    }

    @Test
    void refusesAConnectionWithoutAHeaderIfItIsRequired(CapturedOutput output) throws Exception {
        start(ProxyProtocol.REQUIRED, DEADLINE);
        try (Socket socket = connect()) {
            send(socket, "one\n");
            awaitClosed(socket);
            assertThat(output)
                    .contains(
                            "Source 'in' refuses /127.0.0.1:%d: PROXY header failed (1 so far): the connection begins with something else"
                                    .formatted(socket.getLocalPort()));
        }
        assertThat(source.handshakeFailures()).isEqualTo(1);
        awaitHeard();
    }

    static List<Header> malformed() {
        return List.of(
                new Header("no addresses", "PROXY TCP4 nonsense\r\n"),
                new Header("no address", "PROXY TCP4 10.1.2.300 10.0.0.1 4711 7010\r\n"),
                new Header("no port", "PROXY TCP4 10.1.2.3 10.0.0.1 4711 70100\r\n"),
                new Header("no end", "PROXY " + "a".repeat(200)),
                new Header("version 1 in the form of 2", VERSION_2 + "\u0011\u0011\0\0    "),
                new Header("long extensions", VERSION_2 + "!\u0011\u00ff\u00ff" + "a".repeat(5_000)));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesWhatIsNoHeader(Header header, CapturedOutput output) throws Exception {
        start(ProxyProtocol.OPTIONAL, DEADLINE);
        try (Socket socket = connect()) {
            send(socket, header.bytes);
            awaitClosed(socket);
        }
        await().atMost(DEADLINE).until(() -> source.handshakeFailures() == 1);
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(output).contains("PROXY header failed (1 so far): it is malformed"));
        awaitHeard();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "PROXY TCP4 10.1", "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\n"})
    void refusesHalfAHeader(String bytes) throws Exception {
        start(ProxyProtocol.REQUIRED, DEADLINE);
        try (Socket socket = connect()) {
            send(socket, bytes);
            socket.shutdownOutput();
            awaitClosed(socket);
        }
        await().atMost(DEADLINE).until(() -> source.handshakeFailures() == 1);
        awaitHeard();
    }

    @Test
    void handsOnTheBeginningOfAHeaderThatIsNone() throws Exception {
        start(ProxyProtocol.OPTIONAL, DEADLINE);
        try (Socket socket = connect()) {
            send(socket, "PRO");
            socket.shutdownOutput();
            awaitHeard("TRUNCATED_FRAME PRO");
        }
        assertThat(source.handshakeFailures()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPTIONAL", "REQUIRED"})
    void hearsNothingOfChecksByAProxy(ProxyProtocol proxyProtocol, CapturedOutput output) throws Exception {
        start(proxyProtocol, DEADLINE);
        for (Header header : headers()) {
            for (int linger = -1; linger <= 0; linger++) { // closed, then reset
                try (Socket socket = connect()) {
                    await().atMost(DEADLINE).until(() -> source.connections() == 1);
                    socket.setSoLinger(linger == 0, 0);
                    send(socket, header.bytes);
                    awaitRead(1);
                }
                await(header.name).atMost(DEADLINE).until(() -> source.connections() == 0);
            }
        }
        try (Socket silent = connect()) {
            await().atMost(DEADLINE).until(() -> source.connections() == 1);
            silent.shutdownOutput();
            await().atMost(DEADLINE).until(() -> source.connections() == 0);
        }
        awaitHeard();
        assertThat(source.handshakeFailures()).isZero();
        assertThat(output).doesNotContain("Source 'in' refuses", "ERROR ");
    }

    @Test
    void refusesAConnectionWhoseHeaderDoesNotCome(CapturedOutput output) throws Exception {
        start(ProxyProtocol.REQUIRED, SHORT);
        try (Socket silent = connect()) {
            awaitClosed(silent);
        }
        assertThat(source.handshakeFailures()).isEqualTo(1);
        assertThat(output).contains("none was complete after frame-timeout");
    }

    @Test
    void refusesAConnectionWhoseHeaderDoesNotEnd() throws Exception {
        start(ProxyProtocol.OPTIONAL, SHORT);
        try (Socket slow = connect()) {
            send(slow, "PROXY ");
            awaitClosed(slow);
        }
        assertThat(source.handshakeFailures()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerForAHeaderThatIsOptional() throws Exception {
        start(ProxyProtocol.OPTIONAL, SHORT);
        try (Socket silent = connect();
                Socket slow = connect()) {
            send(slow, "PRO");
            awaitHeard("TRUNCATED_FRAME PRO"); // it has entered, and waits for the end of a line
            send(silent, "PROXY TCP\n"); // which is a line now
            awaitHeard("PROXY TCP");
        }
        assertThat(source.handshakeFailures()).isZero();
    }

    private void awaitHeard(String... all) throws Exception {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(DEADLINE)
                .until(() -> loop.submit(() -> received.heard().size()).get(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                        >= all.length);
        List<String> heard = loop.submit(() -> {
                    List<String> copy = List.copyOf(received.heard());
                    received.heard().clear();
                    return copy;
                })
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(heard).containsExactly(all);
    }

    private Socket connect() throws Exception {
        String address = source.address();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Deadlines.SOCKET_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    private static void awaitClosed(Socket socket) {
        try {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
