package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import dev.bettong.testing.ZippedTree;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes: what only a process has. */
class CommandProcessIT {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private Path directory;

    @Test
    void exitsWithOneIfTheConfigurationHasFaults() throws Exception {
        try (ServiceProcess check = start("--bettong.examples=word-cont", "--check=true")) {
            assertThat(check.awaitExit(DEADLINE)).isOne();
            assertThat(check.output()).startsWith("Bettong cannot start this application. It has 1 problem:");
        }
    }

    @Test
    void printsNothingButTheAnswer() throws Exception {
        Path data = directory.resolve("data");
        ZippedTree.formatOne(data);
        try (ServiceProcess state = start("state", data.toString())) {
            assertThat(state.awaitExit(DEADLINE)).isZero();
            assertThat(state.output().lines())
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith("'tallies': 101 entities"),
                            second -> assertThat(second).startsWith("As of checkpoint "));
        }
    }

    @Test
    void saysWhatItHasReceivedWhenItIsStopped() throws Exception {
        try (ServiceProcess receive = start("receive", "0")) {
            receive.awaitOutput("Listening on localhost:", DEADLINE);
            receive.terminate();
            receive.awaitExit(DEADLINE);
            assertThat(receive.output()).endsWith("Received 0 frames, 0 bytes\n");
        }
    }

    @Test
    void endsWhenItIsStoppedAlthoughNobodyReadsItsOutput() throws Exception {
        Process receive = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        TestClassPath.packaged().stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator)),
                        BettongApplication.class.getName(),
                        "receive",
                        "0")
                .start();
        try (Scanner err = new Scanner(receive.getErrorStream(), UTF_8)) {
            String port = err.nextLine().replaceFirst("Listening on localhost:", "");
            Call send = Call.with("more than a pipe holds\n".repeat(100_000), "send", "localhost:" + port, "--lines");
            send.exitCode(); // says that not all was read, or that it is too busy
            receive.toHandle().destroy(); // destroy() of the process would close its output
            assertThat(receive.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(err.nextLine()).startsWith("Received ");
        } finally {
            receive.destroyForcibly();
        }
    }

    private ServiceProcess start(String... args) throws IOException {
        return ServiceProcess.ofClass(
                directory, TestClassPath.packaged(), BettongApplication.class.getName(), List.of(args));
    }
}
