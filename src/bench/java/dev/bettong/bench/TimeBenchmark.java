package dev.bettong.bench;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.embedded.FatalErrorPolicy;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.state.StateLimits;
import dev.bettong.stepping.SteppedRuntime;
import dev.bettong.stepping.Surroundings;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Measures what windows and timers cost beside the same computation without them: CPU of an event, memory of a key, and how long
 * a worker does nothing else when all windows close at once. The engine is driven on one thread, without sockets, and on a
 * clock of its own, so that a minute is over when it is told to be.
 */
public final class TimeBenchmark {

    private static final int KEYS = Integer.getInteger("bench.keys");
    private static final int EVENTS = 1_000; // of a frame
    private static final int FRAMES = 4; // of a read
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SOURCE = "frames";

    private TimeBenchmark() {}

    /** A step with the events of a key. */
    private interface Step extends UnaryOperator<Pipeline.Keyed<Long, Long>> {}

    /** What a key has without a window. */
    private static final class Count {
        private long events;
    }

    /**
     * Runs with {@code bench.keys}, {@code bench.repetitions} and {@code bench.seconds}, see
     * {@code src/docs/benchmarking.md}.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.fromSystemProperties();
        System.out.printf(Locale.ROOT, "%,d keys%n%n", KEYS);
        System.out.println("| step | CPU ns of an event | heap bytes of a key | longest turn when all close, ms |");
        System.out.println("| --- | ---: | ---: | ---: |");
        for (int i = 0; i < settings.repetitions(); i++) {
            measure("state", settings, TimeBenchmark::count);
            measure("state and timer", settings, TimeBenchmark::countWithTimer);
            measure("window", settings, TimeBenchmark::window);
        }
    }

    private static Pipeline.Keyed<Long, Long> count(Pipeline.Keyed<Long, Long> before) {
        State<Count> counts = State.named("counts", Count.class, Count::new);
        return before.computeState("count", counts, (event, count) -> {
            count.events++;
            return Outcome.changedOnly();
        });
    }

    private static Pipeline.Keyed<Long, Long> countWithTimer(Pipeline.Keyed<Long, Long> before) {
        State<Count> counts = State.named("counts", Count.class, Count::new);
        return before.computeState(
                "count",
                counts,
                (event, count) -> {
                    count.events++;
                    return Outcome.timerAfter(MINUTE).changedOnly();
                },
                (count, at) -> Outcome.removedOnly());
    }

    private static Pipeline.Keyed<Long, Long> window(Pipeline.Keyed<Long, Long> before) {
        State<Count> counts = State.named("counts", Count.class, Count::new);
        Aggregation<Long, Count, Long, Long> count = Aggregation.of(
                (event, sum) -> {
                    sum.events++;
                    return sum;
                },
                (left, right) -> left,
                (window, sum) -> sum.events);
        return before.window(Window.tumbling(MINUTE)).aggregate("count", counts, count);
    }

    private static void measure(String name, Settings settings, Step step) throws Exception {
        Pipeline pipeline = step.apply(Pipeline.named("time")
                        .from(Source.tcp(SOURCE, Decoder.framed(4, ">I", TimeBenchmark::keys)))
                        .computeMulti("keys", keys -> keys)
                        .partition(key -> key))
                .done();
        try (SteppedRuntime runtime = runtime(pipeline)) {
            runtime.start();
            SplittableRandom random = new SplittableRandom(1);
            long before = usedHeap();
            for (long key = 0; key < KEYS; ) { // each once
                ByteBuffer frame = ByteBuffer.allocate(EVENTS * Long.BYTES);
                while (frame.hasRemaining()) {
                    frame.putLong(key++ % KEYS);
                }
                send(runtime, List.of(frame.array()));
            }
            long bytes = usedHeap() - before;
            run(runtime, random, settings.warmUp());
            double nanos = run(runtime, random, settings.length());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.1f |%n",
                    name,
                    nanos,
                    bytes / (double) KEYS,
                    longestTurn(runtime));
        }
    }

    /** Sends events of random keys for a while; returns the nanoseconds of CPU that each takes. */
    private static double run(SteppedRuntime runtime, SplittableRandom random, Duration length) {
        long events = 0;
        long busy = 0;
        for (long begun = System.nanoTime(); System.nanoTime() - begun < length.toNanos(); ) {
            List<byte[]> read = new ArrayList<>();
            for (int i = 0; i < FRAMES; i++) {
                ByteBuffer frame = ByteBuffer.allocate(EVENTS * Long.BYTES);
                while (frame.hasRemaining()) {
                    frame.putLong(random.nextLong(KEYS));
                }
                read.add(frame.array());
            }
            long from = cpu();
            send(runtime, read);
            busy += cpu() - from;
            events += FRAMES * EVENTS;
        }
        return busy / (double) events;
    }

    private static void send(SteppedRuntime runtime, List<byte[]> read) {
        runtime.send(SOURCE, "", read);
        runtime.settle();
    }

    /** Lets the minute end; returns the longest time for which the worker did nothing else, in milliseconds. */
    private static double longestTurn(SteppedRuntime runtime) {
        long longest = 0;
        for (int i = 0; i < MINUTE.toMillis(); i++) {
            runtime.advance(Duration.ofMillis(2));
            boolean ran;
            do {
                long begun = System.nanoTime();
                ran = runtime.step();
                longest = Math.max(longest, System.nanoTime() - begun);
            } while (ran);
        }
        return longest / 1e6;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<Long> keys(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        List<Long> keys = new ArrayList<>(EVENTS);
        while (bytes.hasRemaining()) {
            keys.add(bytes.getLong());
        }
        return keys;
    }

    private static SteppedRuntime runtime(Pipeline pipeline) {
        Duration second = Duration.ofSeconds(1);
        EmbeddedSettings settings = new EmbeddedSettings(
                1,
                64,
                Duration.ofMinutes(1),
                4 << 20,
                second,
                StateLimits.NONE,
                1,
                1 << 20,
                new DeadLetterBounds(1000, Duration.ofDays(1), 8 << 20),
                FatalErrorPolicy.FAIL,
                null);
        return new SteppedRuntime(
                List.of(pipeline), Map.of(), settings, BEGIN, new Random(1), Surroundings.of((sink, message) -> {}));
    }
}
