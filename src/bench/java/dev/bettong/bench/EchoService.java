package dev.bettong.bench;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.embedded.BoundPipelines;
import dev.bettong.embedded.EmbeddedMetrics;
import dev.bettong.embedded.EmbeddedRuntime;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.embedded.FatalErrorPolicy;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.state.StateLimits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A runtime with one pipeline, whose functions do next to nothing: it counts the frames of each key, and
 * sends the counts. Its source is open when the constructor returns.
 */
final class EchoService implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final EmbeddedRuntime runtime;

    /** What is kept of a key. */
    private static final class Visits {

        private long count;

        private Long add() {
            return ++count;
        }
    }

    EchoService(ScaleBenchmark.Shape shape, int sinkPort) {
        Duration second = Duration.ofSeconds(1);
        runtime = new EmbeddedRuntime(
                new BoundPipelines(
                        List.of(pipeline(shape.steps())),
                        Map.of(),
                        Map.of(
                                "frames",
                                new TcpSourceSettings(
                                        "127.0.0.1",
                                        0,
                                        shape.bytes(),
                                        shape.connections(),
                                        64 << 20,
                                        DEADLINE,
                                        Duration.ZERO)),
                        Map.of("counts", new TcpSinkSettings("127.0.0.1", sinkPort, 4 << 20, second, second, second))),
                new EmbeddedSettings(
                        shape.workers(),
                        64,
                        DEADLINE,
                        4 << 20,
                        Duration.ofSeconds(30),
                        StateLimits.NONE,
                        1,
                        1 << 20,
                        new DeadLetterBounds(1000, Duration.ofDays(1), 8 << 20),
                        FatalErrorPolicy.FAIL,
                        null),
                new EmbeddedMetrics(registry),
                phase -> {},
                null);
        runtime.start();
    }

    private static Pipeline pipeline(int steps) {
        State<Visits> visits = State.named("visits", Visits.class, Visits::new);
        Pipeline.Stage<Long> stage = Pipeline.named("echo")
                .from(Source.tcp(
                        "frames",
                        Decoder.framed(4, ">I", bytes -> ByteBuffer.wrap(bytes).getLong())))
                .partition((Long key) -> key)
                .computeState("count", visits, (Long key, Visits entity) -> Outcome.changed(entity.add()));
        for (int step = 2; step <= steps; step++) {
            stage = stage.compute("step " + step, count -> count);
        }
        return stage.to(Sink.tcp(
                "counts",
                count -> ByteBuffer.allocate(Long.BYTES).putLong(count).array()));
    }

    private PipelineStatus status() {
        return runtime.pipelines().getFirst();
    }

    int port() {
        String address = status().sources().getFirst().address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** CPU time of all workers. */
    double busySeconds() {
        return registry.get("bettong.worker.cpu").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    /** Waits until it has handled so many frames. */
    void awaitFrames(long frames) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (status().steps().getFirst().messages() < frames) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("it has not handled what was sent in " + DEADLINE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        runtime.stop();
    }
}
