package dev.bettong.embedded;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.runtime.PipelineStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A process that runs the two pipelines of {@link TwoGroups}, prints each change of their status, and halts at a
 * milestone once a file is there.
 */
final class TwoGroupsService {

    static final Pattern PORT = Pattern.compile("there RUNNING on (\\d+)");
    static final String HALTS = "halts at ";

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);
    private static final int KILLED = 128 + 9;

    private TwoGroupsService() {}

    /** The file that arms the milestone. */
    static Path trigger(Path data) {
        return data.resolveSibling(data.getFileName() + ".trigger");
    }

    /** Arguments: data directory, ports of the sinks of "away" and of "there", bytes of a sink's buffer, milestone. */
    public static void main(String[] arguments) throws InterruptedException {
        Path data = Path.of(arguments[0]);
        CheckpointPhase at = CheckpointPhase.valueOf(arguments[4]);
        RunningPipelines running = RunningPipelines.with(2)
                .durableIn(data)
                .bufferSize(Long.parseLong(arguments[3]))
                .sinkPort("away out", Integer.parseInt(arguments[1]))
                .phases(phase -> {
                    if (phase == at && Files.exists(trigger(data))) {
                        System.out.println(HALTS + at);
                        Runtime.getRuntime().halt(KILLED);
                    }
                })
                .run(Integer.parseInt(arguments[2]), TwoGroups.pipeline("away"), TwoGroups.pipeline("there"));
        String said = "";
        while (true) {
            PipelineStatus away = running.status("away");
            String says = "away %s, %s; there %s on %d"
                    .formatted(
                            away.status(),
                            away.detail(),
                            running.status("there").status(),
                            running.port("there"));
            if (!says.equals(said)) {
                System.out.println(says);
                said = says;
            }
            synchronized (running) {
                running.wait(LOOK_INTERVAL.toMillis());
            }
        }
    }
}
