package dev.bettong.embedded;

import dev.bettong.runtime.PipelineStatus;
import java.nio.file.Path;
import java.time.Duration;

/** A process that runs {@link Tallies#byKey} durably, and prints its port and each change of its status. */
final class TallyService {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private TallyService() {}

    /** Arguments: data directory, port of the sink, {@code always} or {@code interval}. */
    public static void main(String[] arguments) throws InterruptedException {
        RunningPipelines.Settings settings =
                RunningPipelines.with(2).durableIn(Path.of(arguments[0])).shutdownTimeout(Duration.ofSeconds(5));
        RunningPipelines running = (arguments[2].equals("always") ? settings.syncAlways() : settings)
                .run(Integer.parseInt(arguments[1]), Tallies.byKey("p"));
        Runtime.getRuntime().addShutdownHook(new Thread(running::stop));
        String said = "";
        while (true) {
            PipelineStatus status = running.status();
            String says = "status %s, paused %s: %s"
                    .formatted(status.status(), status.backpressure() != null, status.detail());
            if (!says.equals(said)) {
                System.out.println("port " + running.port() + ", " + says);
                said = says;
            }
            synchronized (running) {
                running.wait(LOOK_INTERVAL.toMillis());
            }
        }
    }
}
