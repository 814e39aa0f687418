package dev.bettong.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import dev.bettong.testing.ZippedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes: what only a process has. */
class CommandProcessTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void exitsWithOneIfTheConfigurationHasFaults() throws Exception {
        try (ServiceProcess check = start("--bettong.examples=word-cont", "--check")) {
            assertThat(check.awaitExit(DEADLINE)).isOne();
            assertThat(check.output()).startsWith("Bettong cannot start this application. It has 1 fault:");
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

    private ServiceProcess start(String... args) throws IOException {
        return ServiceProcess.ofClass(
                directory, TestClassPath.entries(), BettongApplication.class.getName(), List.of(args));
    }
}
