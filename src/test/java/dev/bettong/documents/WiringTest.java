package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.check.ConfigurationCheck;
import dev.bettong.testing.Documents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;

/** The pipelines in the YAML of the documents pass the start-up check. */
class WiringTest {

    private static final String PIPELINE = "bettong:\n  pipelines:\n    any:\n";

    @TempDir
    private Path directory;

    /**
     * Some YAML, and what it leaves out.
     *
     * @param start of the block
     * @param functions beans that it names
     * @param before what comes before it
     * @param indent how far the block is indented behind it
     * @param after what comes behind it
     */
    record Wiring(
            String document,
            String start,
            Class<?> functions,
            String before,
            int indent,
            String after,
            List<String> sources,
            List<String> sinks) {

        String text() throws IOException {
            return (before + block().indent(indent) + after)
                    .replace("com.example.", FormatsPage.class.getName() + '$'); // the classes of the reader
        }

        private String block() throws IOException {
            return Documents.blocks(Documents.ROOT.resolve(document), "yaml").stream()
                    .filter(block -> block.startsWith(start))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return document + ": " + start;
        }
    }

    static Stream<Wiring> wirings() {
        String orders = PIPELINE + "      from: {source: orders, decoder: order}\n";
        String visits = PIPELINE + "      from: {source: visits, decoder: visit}\n";
        String counts = "      to: {sink: counts, encoder: json}\n";
        String out = "      to: {sink: out, encoder: line}\n";
        String window = """
                      steps:
                        - {partition: page}
                        - {name: count visits, window: {tumbling: 1m}, aggregate: count, state: visits}
                """;
        List<String> read = List.of("orders");
        return Stream.of(
                new Wiring(
                        "src/docs/windows.md",
                        "steps:",
                        VisitFunctions.class,
                        visits,
                        6,
                        counts,
                        List.of("visits"),
                        List.of("counts")),
                new Wiring(
                        "src/docs/windows.md",
                        "steps:\n  - {partition: customer}",
                        OrderFunctions.class,
                        orders,
                        6,
                        "",
                        read,
                        List.of()),
                new Wiring(
                        "src/docs/joins.md",
                        "pipelines:",
                        PaymentFunctions.class,
                        "bettong:\n",
                        2,
                        "",
                        List.of("orders", "payments"),
                        List.of("paid")),
                new Wiring(
                        "src/docs/time.md",
                        "visits-per-minute:",
                        VisitFunctions.class,
                        "bettong:\n  pipelines:\n",
                        4,
                        window + counts,
                        List.of("visits"),
                        List.of("counts")),
                new Wiring("src/docs/timers.md", "steps:", OrderFunctions.class, orders, 6, out, read, List.of("out")),
                new Wiring("src/docs/calls.md", "steps:", OrderFunctions.class, orders, 6, out, read, List.of("out")),
                new Wiring(
                        "src/docs/pipelines.md",
                        "steps:",
                        OrderFunctions.class,
                        orders,
                        6,
                        "",
                        read,
                        List.of("audit", "large", "small")),
                new Wiring(
                        "src/docs/pipelines.md",
                        "from-all:",
                        OrderFunctions.class,
                        PIPELINE,
                        6,
                        "      steps: [{partition: customer}]\n" + out,
                        List.of("orders", "web-orders"),
                        List.of("out")),
                new Wiring(
                        "src/docs/pipelines.md",
                        "bettong:",
                        AudienceFunctions.class,
                        "",
                        0,
                        "",
                        List.of("visits"),
                        List.of("counts")),
                new Wiring(
                        "src/docs/formats.md",
                        "from:",
                        FormatFunctions.class,
                        PIPELINE,
                        6,
                        "",
                        List.of("visits"),
                        List.of("rows")));
    }

    @ParameterizedTest
    @MethodSource("wirings")
    void passesTheCheck(Wiring wiring) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--check",
                "--server.port=0",
                "--spring.config.location=file:" + Files.writeString(directory.resolve("wiring.yml"), wiring.text())));
        wiring.sources().forEach(name -> arguments.add("--bettong.sources.%s.tcp.port=0".formatted(name)));
        wiring.sinks().forEach(name -> arguments.add("--bettong.sinks.%s.tcp.port=1".formatted(name)));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int status = ConfigurationCheck.run(
                new SpringApplication(wiring.functions()),
                new PrintStream(printed, true, UTF_8),
                arguments.toArray(String[]::new));

        assertThat(status).as(printed.toString(UTF_8)).isZero();
    }

    /** Those of the README and of plug-ins have tests of their own. */
    @Test
    void allOfThemAreChecked() throws IOException {
        long pipelines = 0;
        for (Path document : Documents.all().toList()) {
            pipelines += Documents.blocks(document, "yaml").stream()
                    .filter(block -> block.contains("steps:") || block.contains("decoder:"))
                    .count();
        }
        assertThat(pipelines).isEqualTo(wirings().count() + 1);
    }
}
