package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Extent;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The recovery of two pipelines that share no state, from a process that was killed at some point. */
class GroupKillIT extends TwoGroups {

    static List<Arguments> kills() {
        return Extent.of(
                List.of(
                        arguments(CheckpointPhase.CHECKPOINT_CUT, false),
                        arguments(CheckpointPhase.CHECKPOINT_COMMITTED, false),
                        arguments(CheckpointPhase.RECOVERY_REPLAYED, true),
                        arguments(CheckpointPhase.CHECKPOINT_COMMITTED, true)),
                List.of(
                        arguments(CheckpointPhase.CHECKPOINT_SAVED, false),
                        arguments(CheckpointPhase.CHECKPOINT_APPLIED, false),
                        arguments(CheckpointPhase.CHECKPOINT_SAVED, true),
                        arguments(CheckpointPhase.CHECKPOINT_APPLIED, true)));
    }

    /** A process that ends as SIGKILL ends it, at a checkpoint while "away" recovers, or when that joins the others. */
    @ParameterizedTest
    @MethodSource("kills")
    void losesNothingWhenTheProcessIsKilled(CheckpointPhase at, boolean joining) throws Exception {
        Path data = crashed();
        try (ServiceProcess service = ServiceProcess.ofClass(
                directory,
                TestClassPath.packaged(),
                TwoGroupsService.class.getName(),
                List.of(
                        data.toString(),
                        String.valueOf(awayPort),
                        String.valueOf(receiver.port()),
                        String.valueOf(SMALL_BUFFER),
                        at.name()))) {
            service.awaitOutput("there RUNNING", DEADLINE);
            service.awaitOutput("away RECOVERING, replaying the journal", DEADLINE);
            service.awaitOutput("full: sink 'away out'", DEADLINE);
            Matcher port = TwoGroupsService.PORT.matcher(service.output());
            assertThat(port.find()).isTrue();
            try (FramedClient client = FramedClient.connect(Integer.parseInt(port.group(1)), DEADLINE)) {
                client.send("a", "fail there");
                receiver.awaitLines(1, DEADLINE);
                Files.createFile(TwoGroupsService.trigger(data));
                if (joining) {
                    LineServer back = LineServer.start(awayPort);
                    service.awaitExit(DEADLINE);
                    back.close();
                } else {
                    client.send("b");
                    service.awaitExit(DEADLINE);
                }
            }
            assertThat(service.output()).contains(TwoGroupsService.HALTS);
        }
        try (LineServer back = LineServer.start(awayPort);
                RunningPipelines running = run(data, SMALL_BUFFER)) {
            running.await("there", Status.RUNNING);
            running.await("away", Status.RUNNING);
            if (!joining) {
                back.awaitLines(expected().size(), DEADLINE);
                assertThat(outputs(back)).containsExactlyInAnyOrderElementsOf(expected());
            }
            running.checkpoint();
            assertThat(letters(running, 1 + FAILING)).contains("fail there", "fail 0");
            send(
                    running,
                    "away",
                    expected().stream().map(line -> line.replace(" 1", "")).toArray(String[]::new));
            send(running, "there", "a");
            await("both count on").atMost(DEADLINE).untilAsserted(() -> {
                assertThat(outputs(back))
                        .containsAll(expected().stream()
                                .map(line -> line.replace(" 1", " 2"))
                                .toList());
                assertThat(outputs(receiver)).contains("a 2");
            });
        }
    }
}
