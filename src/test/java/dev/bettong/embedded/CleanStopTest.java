package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start after a clean stop reads only what it needs; what is damaged is still never silently wrong. */
class CleanStopTest {

    private static final String KEY = "unmistakable";

    @TempDir
    private Path directory;

    private LineServer sink;

    @BeforeEach
    void countOneWordAndStop() throws IOException {
        sink = LineServer.start();
        try (RunningPipelines first = settings().run(sink.port(), Tallies.pipeline("p"));
                Attacker client = first.connect()) {
            client.send(Attacker.frames(KEY));
            sink.awaitLines(1, RunningPipelines.DEADLINE);
        }
        for (Path table : tablesWithTheKey()) {
            byte[] bytes = Files.readAllBytes(table);
            bytes[place(bytes) + 3] ^= 1;
            Files.write(table, bytes);
        }
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
    }

    private RunningPipelines.Settings settings() {
        return RunningPipelines.with(1).durableIn(directory);
    }

    private List<Path> tablesWithTheKey() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("store"))) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".sst"))
                    .filter(CleanStopTest::hasTheKey)
                    .toList();
            assertThat(tables).isNotEmpty();
            return tables;
        }
    }

    private static boolean hasTheKey(Path table) {
        try {
            return place(Files.readAllBytes(table)) >= 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int place(byte[] bytes) {
        return new String(bytes, ISO_8859_1).indexOf(KEY);
    }

    @Test
    void leavesADamageToWhoeverReadsIt() throws Exception {
        try (RunningPipelines second = settings().run(sink.port(), Tallies.pipeline("p"));
                Attacker client = second.connect()) {
            client.send(Attacker.frames(KEY));

            second.awaitStatus("it has noticed", status -> status.status() == Status.FAILED);
            assertThat(second.status().detail()).contains("cannot read an entity");
        }
    }

    @Test
    void verifiesAllTheSameWhenAsked() {
        assertThatThrownBy(() -> settings().verifyAlways().run(sink.port(), Tallies.pipeline("p")))
                .isInstanceOf(RuntimeStartException.class)
                .hasMessageContaining("Cannot verify the store");
    }
}
