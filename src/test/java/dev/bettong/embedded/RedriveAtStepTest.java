package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.Status;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that failed behind a state: re-driven, they enter where they had failed, and the state counts them once. */
class RedriveAtStepTest {

    private static final Duration DEADLINE = RunningPipelines.DEADLINE;
    private static final int WORDS = 200;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "durable {0}")
    @ValueSource(booleans = {false, true})
    void runsOnlyTheEventThatFailedFromItsStepOn(boolean durable) throws Exception {
        AtomicBoolean healed = new AtomicBoolean();
        RunningPipelines.Settings settings = RunningPipelines.with(2).events(String.class);
        if (durable) {
            settings.durableIn(directory);
        }
        try (LineServer out = LineServer.start();
                RunningPipelines running = settings.run(out.port(), RedriveService.pipeline(healed));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("good bad fine"));
            DeadLetter letter = running.awaitLetters(1).getFirst();
            assertThat(letter.step()).isEqualTo("pick");
            assertThat(letter.source()).isEqualTo("in");
            assertThat(letter.event()).isNotNull();

            healed.set(true);
            assertThat(running.deadLetters().redrive(letter.id(), null).join()).isTrue();
            client.send(Attacker.frames("bad"));

            assertThat(out.awaitLines(4, DEADLINE)).containsExactlyInAnyOrder("good 1", "fine 1", "bad 1", "bad 2");
            assertThat(running.deadLetters().redrive(letter.id(), null).join())
                    .as("twice")
                    .isFalse();
        }
    }

    @Test
    void runsTheWholeOfAnEditedFrame() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .events(String.class)
                        .run(out.port(), RedriveService.pipeline(new AtomicBoolean()));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("good bad"));
            DeadLetter letter = running.awaitLetters(1).getFirst();

            running.deadLetters()
                    .redrive(letter.id(), "good better".getBytes(UTF_8))
                    .join();

            assertThat(out.awaitLines(3, DEADLINE)).containsExactlyInAnyOrder("good 1", "good 2", "better 1");
        }
    }

    @Test
    void failsAgainWithItsFrameIfItStillDoes() throws Exception {
        try (LineServer out = LineServer.start();
                RunningPipelines running = RunningPipelines.with(2)
                        .events(String.class)
                        .durableIn(directory)
                        .run(out.port(), RedriveService.pipeline(new AtomicBoolean()));
                Attacker client = running.connect()) {
            client.send(Attacker.frames("bad"));
            DeadLetter first = running.awaitLetters(1).getFirst();

            running.deadLetters().redrive(first.id(), null).join();

            await().atMost(DEADLINE)
                    .until(() -> running.deadLetters().page("p", first.id(), 1).size() == 1);
            DeadLetter second = running.deadLetters().page("p", first.id(), 1).getFirst();
            assertThat(second.frame()).asString().isEqualTo("bad");
            assertThat(second.event()).isEqualTo(first.event());
            assertThat(second.source()).isEqualTo("in");
        }
    }

    @Test
    void countsOnceWhatIsRedrivenWhileTheProcessIsKilled() throws Exception {
        Path data = directory.resolve("data");
        try (LineServer out = LineServer.start()) {
            try (ServiceProcess service = service(data, out)) {
                int port = awaitPort(service);
                try (FramedClient client = FramedClient.connect(port, DEADLINE)) {
                    client.send(words());
                }
                service.awaitOutput("letters " + WORDS, DEADLINE);
                Files.createFile(directory.resolve(RedriveService.HEAL));
                service.awaitOutput("redriven " + WORDS / 3, DEADLINE);
            } // killed in the middle
            try (ServiceProcess service = service(data, out)) {
                service.awaitOutput("RUNNING, letters 0", DEADLINE);
                int port = awaitPort(service);
                try (FramedClient client = FramedClient.connect(port, DEADLINE)) {
                    client.send(words());
                }
                await().atMost(DEADLINE)
                        .untilAsserted(() -> assertThat(out.lines()).contains(counted(2)));
            }
            assertThat(out.lines()).contains(counted(1)).doesNotContain(counted(3));
        }
    }

    private ServiceProcess service(Path data, LineServer out) throws Exception {
        return ServiceProcess.ofClass(
                directory,
                TestClassPath.entries(),
                RedriveService.class.getName(),
                List.of(data.toString(), String.valueOf(out.port())));
    }

    private static int awaitPort(ServiceProcess service) {
        service.awaitOutput(Status.RUNNING + ", letters", DEADLINE);
        Matcher port = RedriveService.PORT.matcher(service.output());
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static String[] words() {
        return IntStream.range(0, WORDS).mapToObj(i -> "bad" + i).toArray(String[]::new);
    }

    private static String[] counted(int count) {
        return IntStream.range(0, WORDS)
                .mapToObj(i -> "bad%d %d".formatted(i, count))
                .toArray(String[]::new);
    }
}
