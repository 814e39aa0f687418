package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters that are handed to their pipeline again, which has two workers; wherever they are kept. */
@ParameterizedClass
@EnumSource
class RedriveTest {

    enum Kept {
        IN_MEMORY,
        ON_DISK,
        ON_DISK_SYNCED_BEFORE_THEY_ARE_HANDLED
    }

    private static final int MAX_FRAME_SIZE = 1_024;
    private static final String BAD = "bad";

    private final Kept kept;

    @TempDir
    private Path directory;

    private final Set<String> refused = ConcurrentHashMap.newKeySet(); // filled by the test, asked by the workers
    private LineServer sink;
    private RunningPipelines pipelines;
    private Attacker client;

    RedriveTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void runAPipelineThatRefusesSomeWords() throws IOException {
        refused.add(BAD);
        sink = LineServer.start();
        pipelines = settings().run(sink.port(), pipeline());
        pipelines.awaitStatus("running", status -> status.status() == Status.RUNNING);
        client = Attacker.connect(pipelines.port());
    }

    private Pipeline pipeline() {
        return Pipeline.named("picky")
                .from(Source.tcp("in", Decoder.framed(4, ">i", bytes -> new String(bytes, UTF_8))))
                .computeMulti("split", text -> List.of(text.split(" ")))
                .partition(word -> word)
                .compute("pick", this::pick)
                .to(Sink.tcp("out", word -> (word + "\n").getBytes(UTF_8)));
    }

    private RunningPipelines.Settings settings() {
        RunningPipelines.Settings settings = RunningPipelines.with(2).maxFrameSize(MAX_FRAME_SIZE);
        return switch (kept) {
            case IN_MEMORY -> settings;
            case ON_DISK -> settings.durableIn(directory);
            case ON_DISK_SYNCED_BEFORE_THEY_ARE_HANDLED ->
                settings.durableIn(directory).syncAlways();
        };
    }

    private String pick(String word) {
        if (refused.contains(word)) {
            throw new IllegalArgumentException(word);
        }
        return word;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        pipelines.close();
        sink.close();
    }

    private DeadLetter letterOf(byte[] sent) throws IOException {
        client.send(sent);
        return pipelines.awaitLetters(1).getFirst();
    }

    private boolean redrive(DeadLetter letter, byte[] edited) throws Exception {
        return await(pipelines.deadLetters().redrive(letter.id(), edited));
    }

    private boolean redrive(DeadLetter letter) throws Exception {
        return await(pipelines.deadLetters().redrive(letter.id(), null));
    }

    private static boolean await(CompletableFuture<Boolean> redriven) throws Exception {
        return redriven.get(RunningPipelines.DEADLINE.toSeconds(), SECONDS);
    }

    private void assertOutputs(String... expected) {
        assertThat(sink.awaitLines(expected.length, RunningPipelines.DEADLINE)).containsExactlyInAnyOrder(expected);
    }

    @Test
    void runsTheWholeFrameAgainAndRemovesTheLetter() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames("good bad"));
        assertOutputs("good");
        refused.clear();

        assertThat(redrive(letter)).isTrue();

        assertOutputs("good", "good", "bad");
        assertThat(pipelines.deadLetters().find(letter.id())).isEmpty();
        assertThat(redrive(letter)).as("a second time").isFalse();
    }

    @Test
    void makesANewLetterOfAFrameThatFailsAgain() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames(BAD));

        assertThat(redrive(letter)).isTrue();

        pipelines.awaitFailures("compute", 2);
        DeadLetter next = pipelines.awaitLetters(1).getFirst();
        assertThat(next.id()).isGreaterThan(letter.id());
        assertThat(next.frame()).isEqualTo(letter.frame());
    }

    @Test
    void runsEditedBytesInsteadOfTheFrame() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames(BAD));

        assertThat(redrive(letter, "better best".getBytes(UTF_8))).isTrue();

        assertOutputs("better", "best");
        assertThat(pipelines.deadLetters().count()).isZero();
    }

    @Test
    void wantsEditedBytesForWhatIsNoFrame() throws Exception {
        DeadLetter letter = letterOf("\u007f\0\0\0bad".getBytes(ISO_8859_1));
        assertThat(letter.reason()).isEqualTo(FailureReason.FRAME_TOO_LARGE);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> redrive(letter))
                .withCauseInstanceOf(InvalidRequestException.class);
        assertThat(pipelines.deadLetters().count()).isEqualTo(1);

        assertThat(redrive(letter, "good".getBytes(UTF_8))).isTrue();
        assertOutputs("good");
    }

    @Test
    void takesNoLongerFrameThanTheSourceDoes() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames(BAD));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> redrive(letter, new byte[MAX_FRAME_SIZE + 1]))
                .withCauseInstanceOf(InvalidRequestException.class)
                .withMessageContaining("max-frame-size is 1024");

        assertThat(pipelines.deadLetters().count()).isEqualTo(1);
        assertThat(redrive(letter, new byte[MAX_FRAME_SIZE])).isTrue();
    }

    @Test
    void runsALetterOnceHoweverManyAskForIt() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames(BAD));
        refused.clear();

        CompletableFuture<Boolean> first = pipelines.deadLetters().redrive(letter.id(), null);
        CompletableFuture<Boolean> second = pipelines.deadLetters().redrive(letter.id(), null);

        assertThat(List.of(await(first), await(second))).containsExactlyInAnyOrder(true, false);
        client.send(Attacker.frames("last"));
        assertOutputs(BAD, "last");
    }

    @Test
    void keepsTheLetterOfAPipelineThatDoesNotRun() throws Exception {
        DeadLetter letter = letterOf(Attacker.frames(BAD));
        pipelines.stop();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> redrive(letter))
                .withCauseInstanceOf(
                        kept == Kept.IN_MEMORY ? IllegalPipelineStateException.class : IllegalStateException.class)
                .withMessageContaining(
                        kept == Kept.IN_MEMORY
                                ? "Pipeline 'picky' does not run, it is STOPPED"
                                : "The store is closed");
        if (kept != Kept.IN_MEMORY) {
            refused.clear();
            pipelines = settings().run(sink.port(), pipeline());
        }
        assertThat(pipelines.deadLetters().find(letter.id())).contains(letter);
    }
}
