package dev.bettong;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The service as it is started: through its main method, with nothing configured but an example and its ports. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class BettongApplicationTest {

    private static final int SOURCE_PORT = FreePort.find();
    private static final int MILLIS = Deadlines.SOCKET_MILLIS;

    private static ServerSocket sink;
    private static ConfigurableApplicationContext service;
    private static RestTestClient http;

    @BeforeAll
    static void start() throws IOException {
        sink = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sink.setSoTimeout(MILLIS);
        service = SpringApplication.from(BettongApplication::main)
                .run(
                        "--server.port=0",
                        "--bettong.examples=word-count",
                        "--bettong.workers=1",
                        "--bettong.sources.lines.tcp.port=" + SOURCE_PORT,
                        "--bettong.sinks.counts.tcp.port=" + sink.getLocalPort())
                .getApplicationContext();
        http = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + service.getEnvironment().getProperty("local.server.port"))
                .build();
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        sink.close();
    }

    @Test
    void warnsOfNothingThatIsMeant(CapturedOutput output) {
        assertThat(output).contains("Started ").doesNotContain("SpringDoc");
    }

    /** What {@code curl -d} sends unless it is given a type is the first of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "text/plain"
            })
    void refusesABodyThatIsNotJson(String type) {
        http.post()
                .uri("/api/dead-letters/1/redrive")
                .header(HttpHeaders.CONTENT_TYPE, type)
                .body("{\"text\": \"a\"}".getBytes(UTF_8))
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /** These come to no filter and no controller. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/%00 HTTP/1.1\r\nHost: localhost",
                "GET /api/states/s/entities/%ff%fe HTTP/1.1\r\nHost: localhost",
                "POST /api/..%2f.. HTTP/1.1\r\nHost: localhost",
                "GET /api/pipelines HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip"
            })
    void answersWithAProblemWhatTheWebServerRefuses(String request) throws IOException {
        int port =
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port")));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(MILLIS);
            client.getOutputStream().write((request + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));

            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .containsPattern("HTTP/1.1 (400|501)")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .containsPattern("\"status\":(400|501)")
                    .doesNotContain("<html");
        }
    }

    @Test
    void countsWords() throws IOException {
        try (Socket counts = sink.accept();
                BufferedReader lines = new BufferedReader(new InputStreamReader(counts.getInputStream(), UTF_8));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), SOURCE_PORT);
                DataOutputStream frames = new DataOutputStream(client.getOutputStream())) {
            counts.setSoTimeout(MILLIS);
            byte[] text = "Hello again, hello".getBytes(UTF_8);
            frames.writeInt(text.length);
            frames.write(text);

            assertThat(lines.readLine()).isEqualTo("hello => 1");
            assertThat(lines.readLine()).isEqualTo("again => 1");
            assertThat(lines.readLine()).isEqualTo("hello => 2");
        }
    }

    @Test
    void listsItsPipeline() {
        http.get()
                .uri("/api/pipelines")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$[0].name")
                .isEqualTo("Split and Count");
    }

    @Test
    void isReadyWithItsPipelines() {
        http.get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.components.pipelines.components['Split and Count'].status")
                .isEqualTo("UP");
    }

    @Test
    void showsItsMetersToPrometheus() {
        http.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(meters -> assertThat(meters).contains("jvm_memory_used_bytes"));
    }

    @Test
    void tellsItsVersionAtTheStartAndOverHttp() throws IOException {
        Properties build = PropertiesLoaderUtils.loadAllProperties("META-INF/bettong/build-info.properties");
        Properties git =
                PropertiesLoaderUtils.loadAllProperties("META-INF/bettong/git.properties"); // none in an archive
        ByteArrayOutputStream banner = new ByteArrayOutputStream();

        new BuildBanner()
                .printBanner(service.getEnvironment(), BettongApplication.class, new PrintStream(banner, true, UTF_8));

        assertThat(banner.toString(UTF_8))
                .startsWith("Bettong %s, commit %s, on Spring Boot "
                        .formatted(build.getProperty("build.version"), git.getProperty("git.commit.id", "unknown")));
        http.get()
                .uri("/actuator/info")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(info -> assertThat(info)
                        .contains("\"version\":\"" + build.getProperty("build.version"))
                        .contains(git.getProperty("git.commit.id", "").replaceFirst("(.{7}).*", "\"id\":\"$1\"")));
    }

    @Test
    void doesNotExposeOtherEndpoints() {
        http.get().uri("/actuator/env").exchange().expectStatus().isNotFound();
    }

    @Test
    void answersWhatItDoesNotKnowWithAProblem() {
        http.get()
                .uri("/api/nothing")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType("application/problem+json");
    }
}
