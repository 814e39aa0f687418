package dev.bettong.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.testing.Authority;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** HTTP over TLS with certificates on both sides: Spring Boot's own, with our rules behind it. */
class AdminTlsTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private static Path directory;

    private static Authority authority;
    private static Path served;
    private static Path clients;
    private static Path strangers;
    private static ConfigurableApplicationContext service;

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = BettongAutoConfiguration.class)
    static class Application {

        @Bean
        FixedRuntime runtime() {
            return new FixedRuntime();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        authority = new Authority(directory.resolve("authority"));
        clients = authority.key("clients");
        strangers = new Authority(directory.resolve("other")).key("strangers");
        served = Files.copy(authority.key("first"), directory.resolve("served.p12"));
        String bundle = "--spring.ssl.bundle.jks.web.";
        service = SpringApplication.run(
                Application.class,
                "--server.port=0",
                "--server.ssl.bundle=web",
                "--server.ssl.client-auth=need",
                "--spring.ssl.bundle.watch.file.quiet-period=50ms",
                bundle + "reload-on-update=true",
                bundle + "keystore.location=file:" + served,
                bundle + "keystore.password=" + Authority.PASSWORD,
                bundle + "truststore.location=file:" + authority.trust(),
                bundle + "truststore.password=" + Authority.PASSWORD);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void answersThoseWithTheRightCertificateOnly() throws Exception {
        try (SSLSocket client = connect(clients)) {
            assertThat(ask(client)).startsWith("HTTP/1.1 200");
        }
        try (SSLSocket nobody = connect(null)) {
            assertThatIOException().isThrownBy(() -> ask(nobody));
        }
        try (SSLSocket stranger = connect(strangers)) {
            assertThatIOException().isThrownBy(() -> ask(stranger));
        }
    }

    @Test
    void answersNothingInPlainText() throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port())) {
            assertThat(ask(plain)).doesNotContain("200");
        }
    }

    @Test
    void showsARenewedCertificateToNewConnections() throws Exception {
        assertThat(subject()).isEqualTo("CN=first");
        Files.copy(authority.key("second"), served, StandardCopyOption.REPLACE_EXISTING);
        await().atMost(DEADLINE).until(() -> subject().equals("CN=second"));
    }

    private static String subject() throws IOException, GeneralSecurityException {
        try (SSLSocket client = connect(clients)) {
            client.startHandshake();
            return client.getSession().getPeerPrincipal().getName();
        }
    }

    private static SSLSocket connect(@Nullable Path key) throws IOException, GeneralSecurityException {
        return (SSLSocket) Authority.context(key, authority.trust())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port());
    }

    private static int port() {
        return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static String ask(Socket socket) throws IOException {
        socket.setSoTimeout(Deadlines.SOCKET_MILLIS);
        String head = "GET /api/pipelines HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(UTF_8));
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
}
