package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.testing.LineServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function deletes the entity of a key: in memory, in checkpoints, for people, and in a replay. */
class RemovedEntityTest {

    @TempDir
    private Path directory;

    static final class Visits {

        private long count;
    }

    private static final State<Visits> VISITS = State.named("visits", Visits.class, Visits::new);

    /** Counts words; a word behind "-" deletes its count. */
    private static Pipeline pipeline() {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String word) -> word.startsWith("-") ? word.substring(1) : word)
                .computeState("count", VISITS, RemovedEntityTest::count)
                .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    private static Outcome<String> count(String word, Visits visits) {
        visits.count++;
        return word.startsWith("-")
                ? Outcome.removed("removed at " + visits.count)
                : Outcome.changed(word + " " + visits.count);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void beginsWithAnInitialValueAgain(boolean durable) throws Exception {
        try (LineServer sink = LineServer.start();
                RunningPipelines running = (durable
                                ? RunningPipelines.with(1).durableIn(directory)
                                : RunningPipelines.with(1))
                        .run(sink.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames("a", "a", "-a"));
            sink.awaitLines(3, RunningPipelines.DEADLINE);
            assertThat(running.inspection().entity("visits", "a").join()).isEmpty();

            client.send(Attacker.frames("a"));
            assertThat(sink.awaitLines(4, RunningPipelines.DEADLINE))
                    .containsExactly("a 1", "a 2", "removed at 3", "a 1");
            assertThat(running.inspection().entity("visits", "a").join()).isPresent();
        }
    }

    @Test
    void isDeletedInCheckpointsToo() throws Exception {
        try (LineServer sink = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).durableIn(directory).run(sink.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames("a", "b"));
            sink.awaitLines(2, RunningPipelines.DEADLINE);
            running.checkpoint();
            assertThat(running.saved("visits", "a")).isPresent();

            client.send(Attacker.frames("-a"));
            sink.awaitLines(3, RunningPipelines.DEADLINE);
            running.checkpoint();

            assertThat(running.saved("visits", "a")).isEmpty();
            assertThat(running.inspection().entity("visits", "a").join()).isEmpty();
            assertThat(running.saved("visits", "b")).isPresent();
        }
    }

    @Test
    void isDeletedByAReplay() throws Exception {
        Path crashed = Files.createDirectories(directory.resolve("crashed"));
        try (LineServer sink = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory.resolve("first"))
                        .checkpointInterval(RunningPipelines.DEADLINE)
                        .run(sink.port(), pipeline());
                Attacker client = running.connect()) {
            client.send(Attacker.frames("a", "b"));
            sink.awaitLines(2, RunningPipelines.DEADLINE);
            running.checkpoint();
            client.send(Attacker.frames("-a", "b"));
            sink.awaitLines(4, RunningPipelines.DEADLINE);
            Files.move(running.backup(), crashed.resolve("store"));
            try (LineServer again = LineServer.start();
                    RunningPipelines recovered =
                            RunningPipelines.with(1).durableIn(crashed).run(again.port(), pipeline());
                    Attacker next = recovered.connect()) {
                next.send(Attacker.frames("a", "b"));

                assertThat(again.awaitLines(4, RunningPipelines.DEADLINE)).contains("a 1", "b 3");
            }
        }
    }
}
