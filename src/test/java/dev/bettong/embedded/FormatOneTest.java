package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ZippedTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data directory that the first version of the format has written, as a kill left it: every later version has to load
 * it. It holds a checkpoint with the keys 0 to 99, each counted twice and its outputs unsent, a dead letter, and behind it
 * a journal in which each is counted once more.
 */
class FormatOneTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private Path directory;

    @Test
    void loadsWhatTheFirstVersionHasWritten() throws Exception {
        ZippedTree.formatOne(directory);
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(2).durableIn(directory).run(receiver.port(), Tallies.pipeline("p"))) {
            running.awaitStatus("running", status -> status.status() == Status.RUNNING);
            send(running, keys());
            assertThat(receiver.awaitLines(400, DEADLINE))
                    .containsExactlyInAnyOrderElementsOf(Stream.of("1", "2", "3", "4")
                            .flatMap(count -> Stream.of(keys()).map(key -> key + " " + count))
                            .toList());
            List<DeadLetter> letters = running.deadLetters().page("p", 0, 10);
            assertThat(letters).hasSize(1);
            assertThat(letters.getFirst().frame()).asString().isEqualTo("fail one");
            assertThat(letters.getFirst().reason()).isEqualTo(FailureReason.COMPUTE);
        }
    }

    private static String[] keys() {
        return IntStream.range(0, 100).mapToObj(i -> "key" + i).toArray(String[]::new);
    }

    private static void send(RunningPipelines running, String... texts) throws IOException {
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(texts);
        }
    }

    /** Wrote the resource, with the first version; arguments: an empty directory to work in, and the file to write. */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[0]);
        int nobody;
        try (LineServer closedSoon = LineServer.start()) {
            nobody = closedSoon.port();
        }
        try (RunningPipelines running = RunningPipelines.with(2)
                .durableIn(work)
                .checkpointInterval(Duration.ofHours(1))
                .shutdownTimeout(Duration.ofSeconds(1))
                .run(nobody, Tallies.pipeline("p"))) {
            await().atMost(DEADLINE).until(() -> running.status().status() != Status.RECOVERING);
            send(running, keys());
            send(running, keys());
            send(running, "fail one");
            await().atMost(DEADLINE).until(() -> handled(running) == 201);
            running.checkpoint();
            send(running, keys());
            await().atMost(DEADLINE).until(() -> handled(running) == 301);
            zip(work, Path.of(arguments[1]));
        }
    }

    private static long handled(RunningPipelines running) {
        return running.status().steps().getFirst().messages();
    }

    private static void zip(Path source, Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> all = Files.walk(source)) {
            for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String name = source.relativize(each).toString();
                if (!name.matches("store/(LOG|OPTIONS).*")) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(each, zip);
                    zip.closeEntry();
                }
            }
        }
    }
}
