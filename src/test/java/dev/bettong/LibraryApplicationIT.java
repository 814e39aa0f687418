package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.SourceCompiler;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application outside of this source tree that has our jar on its class path. It is compiled and run against the jar
 * as packaged and the jars that we depend on, in a process of its own, with nothing of {@code target/classes} in sight.
 */
class LibraryApplicationIT {

    private static final Path JAR = Path.of(System.getProperty("bettong.jar", "bettong.jar"));
    private static final Path SOURCES = Path.of("src/test/fixtures/library-application/src");
    private static final String MAIN_CLASS = "com.example.shop.ShopApplication";

    private static final Duration START = Deadlines.START;
    private static final Duration ANSWER = Deadlines.CONDITION;
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    private static Path classes;

    @BeforeAll
    static void compileTheApplication() throws IOException {
        List<Path> libraries = new ArrayList<>(TestClassPath.thirdPartyJars());
        libraries.add(JAR);
        try (SourceCompiler compiler = new SourceCompiler(classes, libraries)) {
            assertThat(compiler.compileTree(SOURCES)).isEmpty();
        }
    }

    @Test
    void runsAPipelineOfItsOwn(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        int orders = FreePort.find();
        try (LineServer sales = LineServer.start();
                ServiceProcess shop = start(directory, web, orders, sales.port())) {
            awaitHealth(shop, web);

            try (FramedClient client = FramedClient.connect(orders, ANSWER)) {
                client.send("apple 2", "pear 1", "apple 3");
                assertThat(sales.awaitLines(3, ANSWER)).contains("apple 2", "pear 1", "apple 5");

                client.send("pear 7"); // the same connection and state go on
                assertThat(sales.awaitLines(4, ANSWER)).last().isEqualTo("pear 8");
            }
            assertThat(health(web).body()).contains("\"UP\"");

            shop.terminate();
            assertThat(shop.awaitExit(ANSWER)).isEqualTo(SIGTERM_EXIT);
            assertThat(sales.lines()).hasSize(4);
            assertThat(shop.output()).doesNotContain("ERROR");
        }
    }

    @Test
    void stopsWhileAClientIsConnectedAndTheSinkIsAway(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        int orders = FreePort.find();
        int nobody = FreePort.find();
        try (ServiceProcess shop = start(directory, web, orders, nobody)) {
            shop.awaitThat("it listens", START, () -> {
                FramedClient.connect(orders, ANSWER).close();
                return true;
            });
            try (FramedClient client = FramedClient.connect(orders, ANSWER)) {
                client.send("apple 2");

                shop.terminate();

                assertThat(shop.awaitExit(ANSWER)).isEqualTo(SIGTERM_EXIT);
            }
        }
    }

    /** Nobody who adds the library to an application should have to tidy up its log, or to look for its endpoints. */
    @Test
    void hasACleanLogAndTheEndpointsOfTheService(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        try (LineServer sales = LineServer.start();
                ServiceProcess shop = start(
                        directory,
                        web,
                        FreePort.find(),
                        sales.port(),
                        "--bettong.data-directory=data",
                        "--bettong.worker-delay-limit=5m")) { // a machine may be slow, and the log says so
            awaitHealth(shop, web);

            for (String path : List.of(
                    "/actuator/prometheus",
                    "/actuator/pipelines",
                    "/actuator/partitions",
                    "/api/pipelines",
                    "/v3/api-docs",
                    "/")) {
                assertThat(get(web, path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(get(web, "/actuator/checkpoints").statusCode())
                    .as("what changes something is hidden until asked for")
                    .isEqualTo(404);

            shop.terminate();
            assertThat(shop.awaitExit(ANSWER)).isEqualTo(SIGTERM_EXIT);
            assertThat(shop.output().lines().filter(line -> line.matches("\\S+ +(WARN|ERROR) .*|WARNING.*")))
                    .filteredOn(line -> !line.contains("MacAddressUtil")) // a machine without a network
                    .allSatisfy(line -> assertThat(line).contains("No users are configured (bettong.security.users)"));
            assertThat(shop.output().lines()).as("empty columns").noneMatch(line -> line.matches(".*\\[\\s+].*"));
        }
    }

    /** A configuration file in the jar would replace or overrule that of every application that uses it. */
    @Test
    void theJarBringsNoConfigurationOfItsOwn() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream())
                    .extracting(entry -> entry.getName())
                    .contains("dev/bettong/pipeline/Pipeline.class")
                    .noneMatch(name -> name.matches("(config/)?(application|bootstrap|logback|log4j2?).*"));
        }
    }

    private static ServiceProcess start(Path directory, int web, int orders, int sales, String... more)
            throws IOException {
        List<Path> classPath = new ArrayList<>(TestClassPath.library());
        classPath.add(classes);
        assertThat(classPath).noneMatch(entry -> Files.isDirectory(entry) && !entry.equals(classes));
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + web,
                "--bettong.sources.orders.tcp.host=localhost",
                "--bettong.sources.orders.tcp.port=" + orders,
                "--bettong.sinks.sales.tcp.port=" + sales,
                "--bettong.shutdown-timeout=5s"));
        arguments.addAll(List.of(more));
        return ServiceProcess.ofClass(directory, classPath, MAIN_CLASS, arguments);
    }

    private static void awaitHealth(ServiceProcess shop, int web) {
        shop.awaitThat("it is healthy", START, () -> health(web).statusCode() == 200);
    }

    private static HttpResponse<String> health(int web) throws IOException, InterruptedException {
        return get(web, "/actuator/health");
    }

    private static HttpResponse<String> get(int web, String path) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:%d%s".formatted(web, path));
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            return client.send(HttpRequest.newBuilder(address).timeout(ANSWER).build(), BodyHandlers.ofString());
        }
    }
}
