package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.testing.Authority;
import dev.bettong.testing.Deadlines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** An application whose source and sink are encrypted, and peers with the right, the wrong and no certificates. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class TlsTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Pipeline ECHO = Pipeline.named("echo")
            .from(Source.tcp("lines", Decoder.lines(bytes -> new String(bytes, UTF_8))))
            .to(Sink.tcp("copies", line -> (line + "\n").getBytes(UTF_8)));

    @TempDir
    private static Path directory;

    private static Authority authority;
    private static Map<String, Path> keys;
    private static Path trust;
    private static Path strangersTrust;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private SSLServerSocket receiver;

    @BeforeAll
    static void makeKeys() throws Exception {
        authority = new Authority(directory.resolve("authority"));
        Authority other = new Authority(directory.resolve("other"));
        keys = Map.of(
                "ours", authority.key("ours"),
                "theirs", authority.key("theirs"),
                "expired", authority.key("expired", Authority.HERE, "-10d", 5),
                "elsewhere", authority.key("elsewhere", "san=dns:elsewhere.example", "-1d", 10),
                "strangers", other.key("strangers"));
        trust = authority.trust();
        strangersTrust = other.trust();
    }

    @BeforeEach
    void listen() throws Exception {
        receiver = listen("theirs", trust);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void readsAndWritesWhatIsEncrypted() {
        application("need").run(context -> {
            send(connect(context, "theirs"), "one\n", "two\n");

            BufferedReader copies = accept();
            assertThat(copies.readLine()).isEqualTo("one");
            assertThat(copies.readLine()).isEqualTo("two");
            assertThat(count(context, "bettong.source.handshake.failures")).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "none, -,         true",
        "want, -,         true",
        "want, theirs,    true",
        "want, strangers, false",
        "need, theirs,    true",
        "need, -,         false",
        "need, strangers, false",
        "need, expired,   false"
    })
    void letsThoseInWhoHaveTheRightCertificate(String clientAuth, String key, boolean welcome) {
        application(clientAuth).run(context -> {
            try (SSLSocket client = connect(context, key.equals("-") ? null : key)) {
                if (welcome) {
                    send(client, "one\n");
                    await().atMost(DEADLINE)
                            .until(() -> pipeline(context).sources().getFirst().frames() == 1);
                } else {
                    awaitClosed(client);
                    assertThat(count(context, "bettong.source.handshake.failures"))
                            .isEqualTo(1);
                }
                assertThat(pipeline(context).sources().getFirst().frames()).isEqualTo(welcome ? 1 : 0);
            }
        });
    }

    @Test
    void refusesPlainTextWithoutDisturbingOthers(CapturedOutput output) {
        application("none").run(context -> {
            SSLSocket client = connect(context, null);
            send(client, "one\n");
            int port;
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
                port = plain.getLocalPort();
                plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
                awaitClosed(plain);
            }
            send(client, "two\n");

            BufferedReader copies = accept();
            assertThat(copies.readLine()).isEqualTo("one");
            assertThat(copies.readLine()).isEqualTo("two");
            assertThat(count(context, "bettong.source.handshake.failures")).isEqualTo(1);
            assertThat(output)
                    .contains("Source 'lines' refuses /127.0.0.1:%d: TLS handshake failed (1 so far): not an SSL/TLS"
                            .formatted(port))
                    .doesNotContain("reading from it has failed");
        });
    }

    @Test
    void hearsNothingOfAConnectionWithoutAByte(CapturedOutput output) {
        application("none").run(context -> {
            for (int linger = -1; linger <= 0; linger++) { // closed, then reset
                try (Socket check = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
                    await().atMost(DEADLINE)
                            .until(() -> pipeline(context).sources().getFirst().connections() == 1);
                    check.setSoLinger(linger == 0, 0);
                }
                await().atMost(DEADLINE)
                        .until(() -> pipeline(context).sources().getFirst().connections() == 0);
            }
            send(connect(context, null), "one\n");
            assertThat(accept().readLine()).isEqualTo("one");
            assertThat(count(context, "bettong.source.handshake.failures")).isZero();
            assertThat(output).doesNotContain("Source 'lines' refuses");
        });
    }

    @Test
    void readsTheHeaderOfAProxyBeforeTheHandshakeAndNamesTheClientInIt(CapturedOutput output) {
        application("none")
                .withPropertyValues("bettong.sources.lines.tcp.proxy-protocol=required")
                .run(context -> {
                    Socket proxied = opened(new Socket(InetAddress.getLoopbackAddress(), port(context)));
                    sendHeader(proxied);
                    SSLSocket client = (SSLSocket) Authority.context(null, trust)
                            .getSocketFactory()
                            .createSocket(proxied, "localhost", port(context), false);
                    send(client, "one\n");
                    assertThat(accept().readLine()).isEqualTo("one");

                    try (Socket check = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
                        sendHeader(check);
                    }
                    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
                        sendHeader(plain);
                        plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
                        awaitClosed(plain);
                    }
                    assertThat(count(context, "bettong.source.handshake.failures"))
                            .isEqualTo(1);
                    assertThat(output).contains("refuses /10.1.2.3:4711: TLS handshake failed (1 so far)");
                });
    }

    private static void sendHeader(Socket socket) throws IOException {
        socket.getOutputStream().write("PROXY TCP4 10.1.2.3 10.0.0.1 4711 7010\r\n".getBytes(UTF_8));
    }

    @Test
    void refusesGarbageBehindAHandshakeAsAFaultOfThePeer(CapturedOutput output) {
        application("none").run(context -> {
            Socket plain = opened(new Socket(InetAddress.getLoopbackAddress(), port(context)));
            SSLSocket client = (SSLSocket) Authority.context(null, trust)
                    .getSocketFactory()
                    .createSocket(plain, "localhost", port(context), false);
            client.startHandshake();
            plain.getOutputStream().write("no record at all".getBytes(UTF_8));

            awaitClosed(plain);
            assertThat(output).doesNotContain("reading from it has failed");
        });
    }

    @Test
    void cutsAHandshakeThatTakesTooLong() {
        application("none")
                .withPropertyValues("bettong.sources.lines.tcp.ssl.handshake-timeout=100ms")
                .run(context -> {
                    assertThat(context.getBean(CheckedGraph.class).sources().get("lines"))
                            .extracting("tls.handshakeTimeout")
                            .isEqualTo(Duration.ofMillis(100));
                    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
                        awaitClosed(silent);
                    }
                    assertThat(count(context, "bettong.source.handshake.failures"))
                            .isEqualTo(1);
                    await().atMost(DEADLINE)
                            .until(() -> pipeline(context).sources().getFirst().connections() == 0);
                });
    }

    @Test
    void showsARenewedCertificateToNewConnectionsAndKeepsOldOnes() throws Exception {
        Path served = Files.copy(key("ours"), directory.resolve("served.p12"));
        Path renewed = authority.key("renewed");
        application("none")
                .withPropertyValues(
                        "spring.ssl.bundle.jks.server.keystore.location=file:" + served,
                        "spring.ssl.bundle.jks.server.reload-on-update=true",
                        "spring.ssl.bundle.watch.file.quiet-period=50ms")
                .run(context -> {
                    SSLSocket before = connect(context, null);
                    assertThat(subject(before)).isEqualTo("CN=ours");
                    Files.copy(renewed, served, StandardCopyOption.REPLACE_EXISTING);
                    await().atMost(DEADLINE)
                            .until(() -> subject(connect(context, null)).equals("CN=renewed"));
                    send(before, "still here\n");

                    assertThat(accept().readLine()).isEqualTo("still here");
                });
    }

    @ParameterizedTest
    @CsvSource({"elsewhere", "strangers", "expired"})
    void sendsNothingToAReceiverWithTheWrongCertificate(String key) throws Exception {
        receiver.close();
        receiver = listen(key, trust);
        Thread.ofVirtual().start(this::shakeHands);
        application("none").run(context -> {
            send(connect(context, null), "one\n");

            await().atMost(DEADLINE).until(() -> count(context, "bettong.sink.connect.failures") > 1);
            PipelineStatus.SinkStatus sink = sink(context);
            assertThat(sink.connected()).isZero();
            assertThat(sink.bufferedBytes()).isEqualTo(4);
        });
    }

    /** In TLS 1.3 the sink's side of the handshake is over before it hears that it is not welcome. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void keepsWhatItHasForAReceiverThatRefusesItsCertificate(String protocol) throws Exception {
        receiver.close();
        receiver = listen("theirs", strangersTrust);
        receiver.setEnabledProtocols(new String[] {protocol});
        Thread.ofVirtual().start(this::shakeHands);
        application("none").run(context -> {
            send(connect(context, null), "one\n");

            await().atMost(DEADLINE).until(() -> count(context, "bettong.sink.connect.failures") > 1);
            PipelineStatus.SinkStatus sink = sink(context);
            assertThat(sink.messages()).isZero();
            assertThat(sink.bufferedBytes()).isEqualTo(4);
            assertThat(count(context, "bettong.sink.disconnects")).isZero();
        });
    }

    /** TLS takes bytes long before the socket does: they are no more on their way than what waits. */
    @Test
    void sendsAgainWhatTheSocketHadNotTakenWhenAConnectionBreaks() throws IOException {
        int count = 200_000; // more than the sockets of both sides and the sink's buffer take
        ServerSocket listener = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        String port = "bettong.sinks.copies.tcp.port=" + listener.getLocalPort();
        application("none").withPropertyValues(port).run(context -> {
            Socket stalled = opened(listener.accept());
            shakeHands(stalled);
            SSLSocket client = connect(context, null);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendNumbered(client, count));
            AtomicLong before = new AtomicLong();
            await("the sockets are full")
                    .pollInterval(Duration.ofMillis(300))
                    .atMost(DEADLINE)
                    .until(() -> sink(context).messages() > 0
                            && before.getAndSet(sink(context).messages())
                                    == sink(context).messages());
            long written = sink(context).messages();
            stalled.setSoLinger(true, 0); // a reset, without reading what has come
            stalled.close();

            SSLSocket next = shakeHands(opened(listener.accept()));
            BufferedReader copies = new BufferedReader(new InputStreamReader(next.getInputStream(), UTF_8));
            int first = Integer.parseInt(copies.readLine().trim());
            assertThat((long) first).isLessThanOrEqualTo(written);
            for (int number = first + 1; number < count; number++) {
                assertThat(copies.readLine().trim()).isEqualTo(Integer.toString(number));
            }
            sending.join();
        });
    }

    private static SSLSocket shakeHands(Socket accepted) throws IOException, GeneralSecurityException {
        SSLSocket receiving = (SSLSocket) Authority.context(key("theirs"), trust)
                .getSocketFactory()
                .createSocket(accepted, InputStream.nullInputStream(), true);
        receiving.setSoTimeout(Deadlines.SOCKET_MILLIS);
        receiving.startHandshake();
        return receiving;
    }

    private static void sendNumbered(Socket client, int count) {
        try {
            OutputStream out = new BufferedOutputStream(client.getOutputStream());
            for (int number = 0; number < count; number++) {
                out.write("%-98d\n".formatted(number).getBytes(UTF_8));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PipelineStatus.SinkStatus sink(ApplicationContext context) {
        return pipeline(context).sinks().getFirst();
    }

    private ApplicationContextRunner application(String clientAuth) {
        return StartUp.application("bettong: {shutdown-timeout: 1s, workers: 1}", List.of(ECHO))
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(bundle("server"))
                .withPropertyValues(bundle("client"))
                .withPropertyValues(
                        "bettong.sources.lines.tcp.port=0",
                        "bettong.sources.lines.tcp.host=127.0.0.1",
                        "bettong.sources.lines.tcp.ssl.bundle=server",
                        "bettong.sources.lines.tcp.ssl.client-auth=" + clientAuth,
                        "bettong.sinks.copies.tcp.host=localhost",
                        "bettong.sinks.copies.tcp.port=" + receiver.getLocalPort(),
                        "bettong.sinks.copies.tcp.reconnect-delay=10ms",
                        "bettong.sinks.copies.tcp.ssl.bundle=client");
    }

    private static String[] bundle(String name) {
        String prefix = "spring.ssl.bundle.jks." + name;
        return new String[] {
            prefix + ".keystore.location=file:" + key("ours"),
            prefix + ".keystore.password=" + Authority.PASSWORD,
            prefix + ".truststore.location=file:" + trust,
            prefix + ".truststore.password=" + Authority.PASSWORD
        };
    }

    private SSLServerSocket listen(String key, Path clients) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) Authority.context(key(key), clients)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        return opened(listener);
    }

    private BufferedReader accept() throws IOException {
        SSLSocket connection = opened((SSLSocket) receiver.accept());
        connection.setSoTimeout(Deadlines.SOCKET_MILLIS);
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
    }

    /** Takes one connection after the other until the receiver is closed; hangs up on none that it has shaken hands with. */
    private void shakeHands() {
        while (!receiver.isClosed()) {
            try (SSLSocket connection = (SSLSocket) receiver.accept()) {
                connection.startHandshake();
                connection.getInputStream().readAllBytes();
            } catch (IOException e) {
                // as intended, or the receiver is closed
            }
        }
    }

    private SSLSocket connect(ApplicationContext context, @Nullable String key) throws Exception {
        SSLContext tls = Authority.context(key == null ? null : key(key), trust);
        return opened((SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port(context)));
    }

    private static Path key(String name) {
        return Objects.requireNonNull(keys.get(name));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private static void send(Socket client, String... texts) throws IOException {
        for (String text : texts) {
            client.getOutputStream().write(text.getBytes(UTF_8));
        }
    }

    /** Reads to the end, which may also be a failed handshake or a reset. */
    private static void awaitClosed(Socket client) throws IOException {
        client.setSoTimeout(Deadlines.SOCKET_MILLIS);
        try {
            client.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static String subject(SSLSocket client) throws IOException {
        client.startHandshake();
        return client.getSession().getPeerPrincipal().getName();
    }

    private static PipelineStatus pipeline(ApplicationContext context) {
        return context.getBean(PipelineRuntime.class).pipelines().getFirst();
    }

    private static int port(ApplicationContext context) {
        String address = pipeline(context).sources().getFirst().address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static double count(ApplicationContext context, String meter) {
        return context.getBean(MeterRegistry.class).get(meter).functionCounter().count();
    }
}
