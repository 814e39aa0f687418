package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters are re-driven faster than a sink takes what becomes of them: the buffer of the sink keeps its bound. */
class RedriveBackpressureTest {

    private static final int LETTERS = 30;
    private static final int SIZE = 10_000;
    private static final int BUFFER = 64 << 10;

    @TempDir
    private Path directory;

    private final AtomicBoolean refuses = new AtomicBoolean(true); // set by the test, read by the worker

    private Pipeline pipeline() {
        return Pipeline.named("picky")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .compute("pick", this::pick)
                .to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
    }

    private String pick(String text) {
        if (refuses.get()) {
            throw new IllegalStateException("meant to fail");
        }
        return text;
    }

    private static boolean redrive(RunningPipelines running, DeadLetter letter) throws Exception {
        return running.deadLetters().redrive(letter.id(), null).get(RunningPipelines.DEADLINE.toSeconds(), SECONDS);
    }

    /** Whether it was taken; otherwise something was full, which may be so as soon as the letter before has arrived. */
    private static boolean isTaken(RunningPipelines running, DeadLetter letter) throws Exception {
        try {
            return redrive(running, letter);
        } catch (ExecutionException refused) {
            assertThat(refused).hasCauseInstanceOf(UnavailableException.class);
            return false;
        }
    }

    @ParameterizedTest(name = "durable {0}")
    @ValueSource(booleans = {false, true})
    void refusesLettersWhileASinkIsFullAndTakesThemAfterwards(boolean durable) throws Exception {
        int sinkPort = FreePort.find();
        RunningPipelines.Settings settings = RunningPipelines.with(1).bufferSize(BUFFER);
        if (durable) {
            settings.durableIn(directory);
        }
        try (RunningPipelines running = settings.run(sinkPort, pipeline())) {
            running.await("picky", Status.DEGRADED); // it runs, and its sink is away
            List<DeadLetter> letters = letters(running);
            refuses.set(false);
            int taken = 0;
            while (isTaken(running, letters.get(taken))) {
                taken++;
            }

            DeadLetter next = letters.get(taken);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> redrive(running, next))
                    .havingCause()
                    .isInstanceOf(UnavailableException.class)
                    .withMessageContaining("sink 'out' on worker 0");

            assertThat(running.status().sinks().getFirst().bufferedBytes()).isLessThan(BUFFER + 2 * SIZE);
            assertThat(running.deadLetters().count()).isEqualTo(LETTERS - taken);
            try (LineServer back = LineServer.start(sinkPort)) {
                back.awaitLines(taken, RunningPipelines.DEADLINE);
                running.await("picky", Status.RUNNING);
                assertThat(redrive(running, next)).isTrue();
                back.awaitLines(taken + 1, RunningPipelines.DEADLINE);
            }
        }
    }

    private static List<DeadLetter> letters(RunningPipelines running) throws Exception {
        String padding = "x".repeat(SIZE);
        try (Attacker client = Attacker.connect(running.port())) {
            client.send(Attacker.frames(
                    IntStream.range(0, LETTERS).mapToObj(i -> i + padding).toArray(String[]::new)));
            return running.awaitLetters(LETTERS);
        }
    }
}
