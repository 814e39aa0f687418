package dev.bettong.bench;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DurabilitySettings;
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
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.state.StateLimits;
import dev.bettong.store.StoreSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A runtime with one pipeline that counts how often it has seen each key of 8 bytes, and sends the count. Its source is
 * open when the constructor returns.
 */
final class VisitService implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofMinutes(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EmbeddedRuntime runtime;

    /**
     * What it looks like.
     *
     * @param interval of checkpoints
     * @param ballast bytes that each entity has besides its count
     */
    record Setup(int workers, Duration interval, int ballast) {}

    /** What is kept of a key. */
    static final class Visits {

        private long count;
        private byte[] ballast = {};

        private Visits() {}

        Visits(int bytes) {
            ballast = new byte[bytes];
            ThreadLocalRandom.current().nextBytes(ballast); // so that it takes as much on disk
        }

        long add() {
            if (ballast.length > 0) {
                ballast[(int) (count % ballast.length)]++;
            }
            return ++count;
        }
    }

    VisitService(Path directory, Setup setup, int sinkPort, MeterRegistry registry) {
        DeadLetterBounds letters = new DeadLetterBounds(1000, Duration.ofDays(1), 8 << 20);
        Duration second = Duration.ofSeconds(1);
        runtime = new EmbeddedRuntime(
                new BoundPipelines(
                        List.of(pipeline(setup.ballast())),
                        Map.of(),
                        Map.of("keys", new TcpSourceSettings("127.0.0.1", 0, 64, 10, 64 << 20, second, Duration.ZERO)),
                        Map.of("visits", new TcpSinkSettings("127.0.0.1", sinkPort, 4 << 20, second, second, second))),
                new EmbeddedSettings(
                        setup.workers(),
                        64,
                        Duration.ofSeconds(30),
                        4 << 20,
                        Duration.ofSeconds(30),
                        StateLimits.NONE,
                        1,
                        1 << 20,
                        letters,
                        FatalErrorPolicy.FAIL,
                        new DurabilitySettings(
                                StoreSettings.in(directory),
                                false,
                                setup.interval(),
                                Duration.ofSeconds(30),
                                false,
                                Duration.ofMillis(10),
                                Duration.ofHours(1),
                                letters,
                                new DurabilitySettings.BackupSettings(Duration.ZERO, 1))),
                new EmbeddedMetrics(registry),
                phase -> {},
                null);
        runtime.start();
        await(() -> status().status() == Status.RUNNING);
    }

    private static Pipeline pipeline(int ballast) {
        State<Visits> visits = State.named("visits", Visits.class, () -> new Visits(ballast));
        return Pipeline.named("visits")
                .from(Source.tcp(
                        "keys",
                        Decoder.fixedLength(
                                Long.BYTES, bytes -> ByteBuffer.wrap(bytes).getLong())))
                .partition((Long key) -> key)
                .computeState("count", visits, (Long key, Visits entity) -> Outcome.changed(entity.add()))
                .to(Sink.tcp(
                        "visits",
                        (Long count) ->
                                ByteBuffer.allocate(Long.BYTES).putLong(count).array()));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("nothing came of it in " + DEADLINE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private PipelineStatus status() {
        return runtime.pipelines().getFirst();
    }

    int port() {
        String address = status().sources().getFirst().address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Waits until it has handled so many frames. */
    void awaitFrames(long frames) {
        await(() -> status().steps().getFirst().messages() >= frames);
    }

    Checkpoints.Checkpoint lastCheckpoint() {
        return runtime.checkpoints().orElseThrow().last();
    }

    void checkpoint() {
        runtime.checkpoints().orElseThrow().take().join();
    }

    @Override
    public void close() {
        runtime.stop();
    }
}
