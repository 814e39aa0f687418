package dev.bettong.bench;

import dev.bettong.runtime.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Measures what checkpoints do to a service with many small entities: how long workers stand still, and the latency from
 * source to sink meanwhile.
 *
 * <p>Sends keys of 8 bytes at a fixed rate, evenly over all entities; each changes its entity and leads to 8 bytes for the
 * sink. Beside that it measures how late an idle thread of the same process wakes up: no pause can be shorter than what
 * the machine does to all threads.
 */
public final class CheckpointBenchmark {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double[] PERCENTILES = {50, 99, 99.9, 100};

    private final Load load;

    private CheckpointBenchmark(Load load) {
        this.load = load;
    }

    /**
     * What to measure with.
     *
     * @param rate frames per second
     * @param warmUp before anything is measured
     * @param length of what is measured
     * @param interval of checkpoints
     */
    private record Load(int workers, int rate, Duration warmUp, Duration length, Duration interval) {

        static Load fromSystemProperties() {
            return new Load(
                    Settings.number("workers"),
                    Settings.number("rate"),
                    Duration.ofSeconds(Settings.number("warm-up")),
                    Duration.ofSeconds(Settings.number("seconds")),
                    Duration.ofMillis(Settings.number("interval")));
        }

        VisitService.Setup setup() {
            return new VisitService.Setup(workers, interval, 0);
        }
    }

    /** Runs with {@code bench.entities} and the like, see {@code src/docs/benchmarking.md}. */
    public static void main(String[] arguments) throws IOException {
        Load load = Load.fromSystemProperties();
        System.out.println(load);
        System.out.println("| entities | changed | checkpoints | pause p50 / p99 / p99.9 / max, ms | checkpoint, ms "
                + "| latency, ms | wake-up of an idle thread, ms | CPU, cores |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int entities : Settings.numbers("entities")) {
            new CheckpointBenchmark(load).measure(entities);
        }
    }

    private void measure(int entities) throws IOException {
        Path directory = Scratch.directory("checkpoints");
        TimerRecordings timers = new TimerRecordings();
        try (Drain drain = new Drain();
                VisitService running = new VisitService(directory, load.setup(), drain.port(), timers);
                KeyStream keys = new KeyStream(running.port())) {
            keys.sendAll(entities);
            running.awaitFrames(entities);
            running.checkpoint();
            keys.sendAtRate(entities, load.rate(), load.warmUp(), () -> {});
            running.checkpoint();
            timers.reset();
            Duration cpuBefore = cpu();
            Taken taken = new Taken(running);
            Histogram wakeUps;
            try (Hiccups hiccups = new Hiccups()) {
                keys.sendAtRate(entities, load.rate(), load.length(), taken::look);
                wakeUps = hiccups.histogram();
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %d | %s | %s | %s | %s | %.2f |%n",
                    entities,
                    taken.entitiesEach(),
                    taken.count,
                    percentiles(timers.histogram("bettong.checkpoint.pause")),
                    percentiles(timers.histogram("bettong.checkpoint.duration")),
                    percentiles(timers.histogram("bettong.pipeline.latency")),
                    percentiles(wakeUps),
                    cpu().minus(cpuBefore).toNanos() / (double) load.length().toNanos());
        }
    }

    /** The checkpoints that a service takes, as far as somebody looks often enough. */
    private static final class Taken {

        private final VisitService running;
        private long number;
        private int count;
        private long entities;

        Taken(VisitService running) {
            this.running = running;
            this.number = running.lastCheckpoint().number();
        }

        void look() {
            Checkpoints.Checkpoint last = running.lastCheckpoint();
            if (last.number() != number) {
                number = last.number();
                entities += last.entities();
                count++;
            }
        }

        /** On average. */
        long entitiesEach() {
            return count == 0 ? 0 : entities / count;
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String percentiles(Histogram nanos) {
        return Arrays.stream(PERCENTILES)
                .mapToObj(p -> String.format(Locale.ROOT, "%.2f", nanos.getValueAtPercentile(p) / NANOS_PER_MILLI))
                .collect(Collectors.joining(" / "));
    }
}
