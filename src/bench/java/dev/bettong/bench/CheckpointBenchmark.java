package dev.bettong.bench;

import dev.bettong.runtime.Checkpoints;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Measures what checkpoints do to a service with many small entities, and how soon it is back with them: how long workers
 * stand still, the latency from source to sink meanwhile, and the time from the start to the first open source.
 *
 * <p>Sends keys of 8 bytes at a fixed rate, evenly over all entities; each changes its entity and leads to 8 bytes for the
 * sink.
 */
public final class CheckpointBenchmark {

    private static final double[] PERCENTILES = {0.5, 0.99, 0.999, 1};
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final String LINE = "%12s %10s %10s %22s %24s %30s %12s%n";

    private CheckpointBenchmark() {}

    /**
     * What to measure with.
     *
     * @param rate frames per second
     * @param seconds how long
     * @param interval of checkpoints
     */
    private record Load(int workers, int rate, int seconds, Duration interval) {

        VisitService.Setup setup() {
            return new VisitService.Setup(workers, interval, 0);
        }
    }

    /** Runs with {@code bench.entities} and the like, see {@code src/docs/performance.md}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Load load = new Load(
                Integer.getInteger("bench.workers", 2),
                Integer.getInteger("bench.rate", 200_000),
                Integer.getInteger("bench.seconds", 60),
                Duration.ofMillis(Integer.getInteger("bench.interval", 5_000)));
        System.out.printf("%s%n", load);
        System.out.printf(
                LINE,
                "entities",
                "changed",
                "checkpts",
                "pause p50/p99/max, ms",
                "checkpoint p50/max, ms",
                "latency p50/p99/p99.9, ms",
                "back in, s");
        for (String entities :
                System.getProperty("bench.entities", "100000,1000000,10000000").split(",", -1)) {
            measure(Integer.parseInt(entities), load);
        }
    }

    private static void measure(int entities, Load load) throws IOException, InterruptedException {
        Path directory = Scratch.directory("checkpoints");
        SimpleMeterRegistry warm = registry();
        SimpleMeterRegistry registry = registry();
        double back;
        long changed;
        try (Drain drain = new Drain()) {
            try (VisitService running = new VisitService(directory, load.setup(), drain.port(), warm);
                    KeyStream keys = new KeyStream(running.port())) {
                for (int key = 0; key < entities; key++) {
                    keys.send(key);
                }
                keys.flush();
                running.awaitFrames(entities);
                running.checkpoint();
            }
            long begun = System.nanoTime();
            try (VisitService running = new VisitService(directory, load.setup(), drain.port(), registry)) {
                back = (System.nanoTime() - begun) / 1e9;
                try (KeyStream keys = new KeyStream(running.port())) {
                    changed = drive(keys, entities, load, running);
                }
            }
        }
        Timer pause = registry.get("bettong.checkpoint.pause").timer();
        Timer checkpoint = registry.get("bettong.checkpoint.duration").timer();
        Timer latency = registry.get("bettong.pipeline.latency").timer();
        System.out.printf(
                LINE,
                entities,
                changed,
                checkpoint.count(),
                percentiles(pause, 0, 1, 3),
                percentiles(checkpoint, 0, 3),
                percentiles(latency, 0, 1, 2),
                "%.1f".formatted(back));
    }

    /** Sends keys at the rate, and returns how many entities a checkpoint saved on average. */
    private static long drive(KeyStream keys, int entities, Load load, VisitService running) throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(load.seconds());
        long sent = 0;
        long saved = 0;
        long checkpoints = 0;
        long number = running.lastCheckpoint().number();
        for (long now = begun; now < end; now = System.nanoTime()) {
            long due = (long) ((now - begun) / 1e9 * load.rate());
            for (; sent < due; sent++) {
                keys.send(random.nextInt(entities));
            }
            keys.flush();
            Checkpoints.Checkpoint last = running.lastCheckpoint();
            if (last.number() != number) {
                number = last.number();
                saved += last.entities();
                checkpoints++;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return checkpoints == 0 ? 0 : saved / checkpoints;
    }

    private static String percentiles(Timer timer, int... which) {
        ValueAtPercentile[] values = timer.takeSnapshot().percentileValues();
        return Arrays.stream(which)
                .mapToObj(i -> "%.2f"
                        .formatted(
                                i == 3
                                        ? timer.max(TimeUnit.MICROSECONDS) / 1e3
                                        : values[i].value(TimeUnit.MICROSECONDS) / 1e3))
                .collect(Collectors.joining(" / "));
    }

    /** A registry that keeps whole distributions, for as long as a measurement takes. */
    private static SimpleMeterRegistry registry() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentiles(PERCENTILES)
                        .percentilePrecision(3)
                        .expiry(VisitService.DEADLINE)
                        .bufferLength(1)
                        .build()
                        .merge(config);
            }
        });
        return registry;
    }
}
