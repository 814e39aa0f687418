package dev.bettong.bench;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.embedded.BoundPipelines;
import dev.bettong.embedded.EmbeddedMetrics;
import dev.bettong.embedded.EmbeddedRuntime;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.embedded.FatalErrorPolicy;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.state.StateLimits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how many calls a second come back from a service that answers each after a while, with so many of them under way.
 * The limit is their number divided by that time.
 */
public final class CallsBenchmark {

    private static final int IN_FLIGHT = Integer.getInteger("bench.in-flight");
    private static final Duration ANSWER = Duration.ofMillis(Integer.getInteger("bench.answer"));
    private static final int FRAMES = 8_192;
    private static final int KEYS = 1_000;

    private CallsBenchmark() {}

    /** A step that calls the service. */
    private interface Step {

        Pipeline.Keyed<Long, Long> behind(Pipeline.Keyed<Long, Long> before, SlowService service);
    }

    /**
     * Runs with {@code bench.warm-up}, {@code bench.seconds}, {@code bench.in-flight} and {@code bench.answer}, see
     * {@code src/docs/benchmarking.md}.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.fromSystemProperties();
        Calls calls = Calls.inFlight(IN_FLIGHT);
        System.out.println("| step | calls a second | of the limit | CPU ns of the worker per call |");
        System.out.println("| --- | ---: | ---: | ---: |");
        measure("async, ordered", settings, (before, service) -> before.computeAsync("ask", calls, service::ask));
        measure(
                "async, unordered",
                settings,
                (before, service) -> before.computeAsync("ask", calls.unordered(), service::ask));
        measure(
                "blocking, ordered",
                settings,
                (before, service) -> before.computeBlocking("ask", calls, number -> {
                    Thread.sleep(ANSWER);
                    return number;
                }));
    }

    private static void measure(String name, Settings settings, Step step) throws IOException {
        AtomicLong answered = new AtomicLong(); // counted by the worker
        MeterRegistry registry = new SimpleMeterRegistry();
        try (SlowService service = new SlowService()) {
            EmbeddedRuntime runtime = runtime(pipeline(step, service, answered), registry);
            runtime.start();
            Thread sender = Thread.ofVirtual().start(() -> send(runtime));
            LockSupport.parkNanos(settings.warmUp().toNanos());
            long before = answered.get();
            double busyBefore = busySeconds(registry);
            long begun = System.nanoTime();
            LockSupport.parkNanos(settings.length().toNanos());
            long count = answered.get() - before;
            double seconds = (System.nanoTime() - begun) / 1e9;
            double limit = IN_FLIGHT / (ANSWER.toNanos() / 1e9);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %.2f | %,.0f |%n",
                    name,
                    count / seconds,
                    count / seconds / limit,
                    (busySeconds(registry) - busyBefore) / count * 1e9);
            sender.interrupt();
            runtime.stop();
        }
    }

    private static double busySeconds(MeterRegistry registry) {
        return registry.get("bettong.worker.cpu").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static Pipeline pipeline(Step step, SlowService service, AtomicLong answered) {
        State<AtomicLong> last = State.named("last", AtomicLong.class, AtomicLong::new);
        Pipeline.Keyed<Long, Long> before = Pipeline.named("calls")
                .from(Source.tcp(
                        "frames",
                        Decoder.framed(4, ">I", bytes -> ByteBuffer.wrap(bytes).getLong())))
                .partition(number -> number % KEYS);
        return step.behind(before, service)
                .computeState("count", last, (number, entity) -> {
                    answered.lazySet(answered.get() + 1);
                    entity.set(number);
                    return Outcome.changedOnly();
                })
                .done();
    }

    private static EmbeddedRuntime runtime(Pipeline pipeline, MeterRegistry registry) {
        Duration second = Duration.ofSeconds(1);
        return new EmbeddedRuntime(
                new BoundPipelines(
                        List.of(pipeline),
                        Map.of(),
                        Map.of(
                                "frames",
                                new TcpSourceSettings("127.0.0.1", 0, 1 << 10, 10, 64 << 20, second, Duration.ZERO)),
                        Map.of()),
                new EmbeddedSettings(
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
                        null),
                new EmbeddedMetrics(registry),
                phase -> {},
                null);
    }

    /** Sends numbers for as long as somebody takes them. */
    private static void send(EmbeddedRuntime runtime) {
        String address = runtime.pipelines().getFirst().sources().getFirst().address();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (long number = 0; !Thread.currentThread().isInterrupted(); ) {
                ByteBuffer frames = ByteBuffer.allocate(FRAMES * (Integer.BYTES + Long.BYTES));
                while (frames.hasRemaining()) {
                    frames.putInt(Long.BYTES).putLong(number++);
                }
                socket.getOutputStream().write(frames.array());
            }
        } catch (IOException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers each call after the same time, in their order. */
    private static final class SlowService implements AutoCloseable {

        private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
        private final Thread thread = Thread.ofPlatform().daemon().start(this::answer);

        private record Asked(long at, Long number, CompletableFuture<Long> answer) {}

        CompletableFuture<Long> ask(Long number) {
            Asked call = new Asked(System.nanoTime(), number, new CompletableFuture<>());
            asked.add(call);
            return call.answer;
        }

        private void answer() {
            try {
                while (true) {
                    Asked next = asked.take();
                    long left = ANSWER.toNanos() - (System.nanoTime() - next.at);
                    if (left > 0) {
                        TimeUnit.NANOSECONDS.sleep(left);
                    }
                    next.answer.complete(next.number);
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
