package dev.bettong.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.check.StartUp;
import dev.bettong.documents.ConnectPage;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications with connectors of their own. */
class ConnectorsTest {

    @TempDir
    Path directory;

    private Path inbox;
    private Path outbox;

    @BeforeEach
    void makeInbox() throws IOException {
        inbox = Files.createDirectory(directory.resolve("inbox"));
        outbox = directory.resolve("outbox.txt");
    }

    private String yaml(String more) {
        return """
                bettong:
                  workers: 2
                  sources: {inbox: {spool: {directory: '%s'}}}
                  sinks: {outbox: {append: {path: '%s'}}}
                  %s
                """.formatted(inbox, outbox, more);
    }

    private void send(String file, String... words) throws IOException {
        Files.writeString(
                inbox.resolve(file),
                String.join("\n", words) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void awaitOutputs(String... lines) {
        await("outputs")
                .atMost(Deadlines.CONDITION)
                .untilAsserted(() ->
                        assertThat(Files.readString(outbox, UTF_8).lines()).containsExactlyInAnyOrder(lines));
    }

    @Test
    void readAndWrite() throws IOException {
        send("one.txt", "a", "b", "a");
        StartUp.application(yaml(""), ConnectPage.Application.class).run(context -> {
            assertThat(context).hasNotFailed();
            awaitOutputs("a 1", "b 1", "a 2");
            send("two.txt", "c", "a");
            awaitOutputs("a 1", "b 1", "a 2", "c 1", "a 3");
        });
    }

    @Test
    void goOnBehindWhatTheLastRunHasRead() throws IOException {
        String durable = yaml("data-directory: '%s'".formatted(directory.resolve("data")));
        send("one.txt", "a", "b", "a");
        StartUp.application(durable, ConnectPage.Application.class).run(context -> awaitOutputs("a 1", "b 1", "a 2"));
        send("one.txt", "b");
        send("two.txt", "a");
        StartUp.application(durable, ConnectPage.Application.class)
                .run(context -> awaitOutputs("a 1", "b 1", "a 2", "b 2", "a 3"));
    }

    private Path parts() {
        return directory.resolve("parts");
    }

    private String exactlyOnce(String data) {
        return """
                bettong:
                  workers: 2
                  data-directory: '%s'
                  sources: {inbox: {spool: {directory: '%s'}}}
                  sinks: {outbox: {parts: {directory: '%s'}}}
                """.formatted(directory.resolve(data), inbox, parts());
    }

    private void awaitParts(String... lines) {
        await("parts")
                .atMost(Deadlines.CONDITION)
                .untilAsserted(() -> assertThat(partLines()).containsExactlyInAnyOrder(lines));
    }

    private List<String> partLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(parts())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(file, UTF_8));
            }
        }
        return lines;
    }

    @Test
    void writeWithTheNumbersOfCheckpoints() throws IOException {
        send("one.txt", "a", "b", "a");
        StartUp.application(exactlyOnce("data"), ConnectPage.ExactlyOnceApplication.class)
                .run(context -> awaitParts("a 1", "b 1", "a 2"));
        send("one.txt", "b");
        send("two.txt", "a");
        StartUp.application(exactlyOnce("data"), ConnectPage.ExactlyOnceApplication.class)
                .run(context -> awaitParts("a 1", "b 1", "a 2", "b 2", "a 3"));
    }

    /** Otherwise the stop would wait for a checkpoint, and a test that hangs fails. */
    @Test
    void aStopSavesWhatNoCheckpointHasHad() throws IOException {
        send("one.txt", "a", "b", "a");
        StartUp.application(
                        exactlyOnce("data") + "  checkpoint: {interval: 1h}\n  shutdown-timeout: 1h\n",
                        ConnectPage.ExactlyOnceApplication.class)
                .run(context -> {
                    PipelineRuntime runtime = context.getBean(PipelineRuntime.class);
                    await("the words")
                            .atMost(Deadlines.CONDITION)
                            .until(() -> runtime.pipelines()
                                            .getFirst()
                                            .sinks()
                                            .getFirst()
                                            .bufferedMessages()
                                    == 3);
                    assertThat(partLines()).isEmpty();
                });
        StartUp.application(exactlyOnce("data"), ConnectPage.ExactlyOnceApplication.class)
                .run(context -> awaitParts("a 1", "b 1", "a 2"));
    }

    /** Its outputs since the last checkpoint are made again. */
    @Test
    void aPipelineThatFailsWritesNothingTwice() throws IOException {
        Files.writeString(inbox.resolve("one.txt"), "a\nb\nfails once\n");
        FailingOnce.fails = true;
        StartUp.application(exactlyOnce("data") + "  checkpoint: {interval: 1h}\n", FailingOnce.class)
                .run(context -> {
                    PipelineRuntime runtime = context.getBean(PipelineRuntime.class);
                    await("the failure")
                            .atMost(Deadlines.CONDITION)
                            .until(() -> runtime.pipelines().getFirst().status().equals(Status.FAILED));
                    runtime.checkpoints().orElseThrow().take().get();
                    assertThat(partLines()).isEmpty();
                });
        FailingOnce.fails = false;
        StartUp.application(exactlyOnce("data"), FailingOnce.class).run(context -> awaitParts("a", "b", "fails once"));
    }

    /** Writes what it reads, and fails at some. */
    @Configuration(proxyBeanMethods = false)
    static class FailingOnce {

        private static volatile boolean fails; // of this test only

        @Bean
        ConnectPage.SpoolConnector spool() {
            return new ConnectPage.SpoolConnector();
        }

        @Bean
        ConnectPage.PartsConnector parts() {
            return new ConnectPage.PartsConnector();
        }

        @Bean
        Pipeline copy() {
            return Pipeline.named("copy")
                    .from(Source.of("inbox", "spool", line -> new String(line, UTF_8)))
                    .compute("copy", line -> {
                        if (fails && line.startsWith("fails")) {
                            throw new IllegalStateException("as it should");
                        }
                        return line + System.lineSeparator();
                    })
                    .to(Sink.of("outbox", "parts", (String line) -> line.getBytes(UTF_8)))
                    .onFailure(FailurePolicy.FAIL);
        }
    }

    @Test
    void goOnWithAnotherNumberOfWorkers() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int run = 1; run <= 4; run++) {
            for (int file = 0; file < 8; file++) {
                send(file + ".txt", "word" + file);
                expected.add("word%d %d".formatted(file, run));
            }
            String yaml = exactlyOnce("data").replace("workers: 2", "workers: " + (run % 3 + 1));
            StartUp.application(yaml, ConnectPage.ExactlyOnceApplication.class)
                    .run(context -> awaitParts(expected.toArray(String[]::new)));
        }
    }

    @Test
    void writeNothingToASinkThatIsOfAnotherDataDirectory() throws IOException {
        send("one.txt", "a", "b", "a");
        StartUp.application(exactlyOnce("data"), ConnectPage.ExactlyOnceApplication.class)
                .run(context -> awaitParts("a 1", "b 1", "a 2"));
        StartUp.application(exactlyOnce("another"), ConnectPage.ExactlyOnceApplication.class)
                .run(context -> {
                    PipelineRuntime runtime = context.getBean(PipelineRuntime.class);
                    runtime.checkpoints().orElseThrow().take().get();
                    await("the fault")
                            .atMost(Deadlines.CONDITION)
                            .untilAsserted(() -> assertThat(
                                            runtime.pipelines().getFirst().detail())
                                    .contains("sink 'outbox' is not connected"));
                    assertThat(partLines()).hasSize(3);
                });
    }

    @Test
    void aPropertyThatIsWrongKeepsTheApplicationFromStarting() throws IOException {
        Files.delete(inbox);
        StartUp.application(yaml(""), ConnectPage.Application.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("Source 'inbox' cannot be opened: there is no directory " + inbox));
    }

    @Test
    void anOutputComesOnceOnlyWithADataDirectory() {
        assertThat(StartUp.problems(StartUp.application(
                        "bettong: {sources: {inbox: {spool: {}}}, sinks: {outbox: {parts: {}}}}",
                        ConnectPage.ExactlyOnceApplication.class)))
                .containsExactly(new ConfigurationProblem(
                        "bettong.sinks.outbox.parts",
                        "The sink 'outbox' gets each output exactly once, with a checkpoint, and there are none.",
                        "Set bettong.data-directory."));
    }

    @Test
    void saysWhatIsWrongWithTheKinds() {
        List<ConfigurationProblem> problems = StartUp.problems(StartUp.application(
                "bettong: {sources: {inbox: {tcp: {}}}, sinks: {outbox: {append: {path: x, buffer-size: much}}}}",
                ConnectPage.Application.class));
        assertThat(problems)
                .extracting(ConfigurationProblem::problem)
                .containsExactlyInAnyOrder(
                        "It is declared as one of kind 'spool', and configured as one of kind 'tcp'.",
                        "The source 'inbox' is a TCP server, but its decoder does not say where a frame ends.",
                        "It is 'much', which is not a size such as 64KB or 4MB.");
    }
}
