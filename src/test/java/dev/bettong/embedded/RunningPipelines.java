package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.sink.SinkBinding;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.SourceBinding;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.state.StateLimits;
import dev.bettong.store.StoreSettings;
import dev.bettong.testing.Deadlines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Pipelines that run in this JVM, with sources on free ports. For one thread. */
final class RunningPipelines implements AutoCloseable {

    static final Duration DEADLINE = Deadlines.CONDITION;

    private final EmbeddedRuntime runtime;
    private final MeterRegistry registry;

    private RunningPipelines(EmbeddedRuntime runtime, MeterRegistry registry) {
        this.runtime = runtime;
        this.registry = registry;
        runtime.start();
    }

    static Settings with(int workers) {
        return new Settings(workers);
    }

    /** What a test may set; small and quick otherwise. */
    static final class Settings {

        private final int workers;
        private final Map<String, Integer> ports = new HashMap<>(); // by source
        private final Map<String, SourceBinding> bindings = new HashMap<>(); // of sources that are no TCP servers
        private final Map<String, Integer> sinkPorts = new HashMap<>(); // by sink
        private int maxFrameSize = 1 << 20;
        private int maxConnections = 100;
        private long frameBuffer = 64 << 20;
        private Duration frameTimeout = DEADLINE;
        private Duration idleTimeout = Duration.ZERO;
        private long bufferSize = 4 << 20;
        private long mailboxCapacity = 4 << 20;
        private Duration shutdownTimeout = Duration.ofSeconds(20);
        private DeadLetterBounds letters = new DeadLetterBounds(10_000, Duration.ofDays(7), 8 << 20);
        private @Nullable StoreSettings store;
        private Duration checkpointInterval = Duration.ofMillis(50);
        private Duration cutTimeout = DEADLINE;
        private @Nullable Class<?> eventType;
        private Duration workerDelayLimit = Duration.ofHours(1); // a machine may be busy with other things
        private boolean syncAlways;
        private boolean verifyAlways;
        private long maxEntities;
        private long maxStateMemory;
        private double heapNearlyFull = 1;
        private FatalErrorPolicy fatalErrors = FatalErrorPolicy.FAIL;
        private PhaseListener phases = phase -> {};

        private Settings(int workers) {
            this.workers = workers;
        }

        /** The port of a source; a free one otherwise. */
        Settings sourcePort(String source, int port) {
            ports.put(source, port);
            return this;
        }

        /** What a source is, if it is no TCP server. */
        Settings source(String name, SourceBinding binding) {
            bindings.put(name, binding);
            return this;
        }

        /** Where a sink connects to, if that is not where the others do. */
        Settings sinkPort(String sink, int port) {
            sinkPorts.put(sink, port);
            return this;
        }

        Settings maxFrameSize(int bytes) {
            maxFrameSize = bytes;
            return this;
        }

        Settings maxConnections(int connections) {
            maxConnections = connections;
            return this;
        }

        Settings frameBuffer(long bytes) {
            frameBuffer = bytes;
            return this;
        }

        Settings frameTimeout(Duration timeout) {
            frameTimeout = timeout;
            return this;
        }

        Settings idleTimeout(Duration timeout) {
            idleTimeout = timeout;
            return this;
        }

        Settings bufferSize(long bytes) {
            bufferSize = bytes;
            return this;
        }

        Settings mailboxCapacity(long bytes) {
            mailboxCapacity = bytes;
            return this;
        }

        Settings shutdownTimeout(Duration timeout) {
            shutdownTimeout = timeout;
            return this;
        }

        /** Keeps what must survive in a directory. */
        Settings durableIn(Path dataDirectory) {
            return durableIn(StoreSettings.in(dataDirectory));
        }

        Settings durableIn(StoreSettings settings) {
            store = settings;
            return this;
        }

        Settings checkpointInterval(Duration interval) {
            checkpointInterval = interval;
            return this;
        }

        Settings cutTimeout(Duration timeout) {
            cutTimeout = timeout;
            return this;
        }

        Settings workerDelayLimit(Duration limit) {
            workerDelayLimit = limit;
            return this;
        }

        Settings verifyAlways() {
            verifyAlways = true;
            return this;
        }

        Settings syncAlways() {
            syncAlways = true;
            return this;
        }

        Settings maxStateMemory(long bytes) {
            maxStateMemory = bytes;
            return this;
        }

        /** From 0 to 1. */
        Settings heapNearlyFull(double share) {
            heapNearlyFull = share;
            return this;
        }

        Settings maxEntities(long entities) {
            maxEntities = entities;
            return this;
        }

        Settings letters(DeadLetterBounds bounds) {
            letters = bounds;
            return this;
        }

        Settings haltsOnFatalError() {
            fatalErrors = FatalErrorPolicy.HALT;
            return this;
        }

        Settings phases(PhaseListener told) {
            phases = told;
            return this;
        }

        /** All events are of a type, so that those that fail are kept. */
        Settings events(Class<?> type) {
            eventType = type;
            return this;
        }

        /** Runs the pipelines; their sinks connect to one port, unless told otherwise. */
        RunningPipelines run(int sinkPort, Pipeline... pipelines) {
            Map<String, SourceBinding> sources = new HashMap<>();
            Map<String, SinkBinding> sinks = new HashMap<>();
            for (Pipeline pipeline : pipelines) {
                for (Source<?> source : pipeline.sources()) {
                    sources.put(
                            source.name(),
                            new TcpSourceSettings(
                                    "127.0.0.1",
                                    ports.getOrDefault(source.name(), 0),
                                    maxFrameSize,
                                    maxConnections,
                                    frameBuffer,
                                    frameTimeout,
                                    idleTimeout));
                }
                for (Sink<?> sink : pipeline.sinks()) {
                    sinks.put(
                            sink.name(),
                            new TcpSinkSettings(
                                    "127.0.0.1",
                                    sinkPorts.getOrDefault(sink.name(), sinkPort),
                                    bufferSize,
                                    Duration.ofSeconds(1),
                                    Duration.ofMillis(10),
                                    Duration.ofMillis(100)));
                }
            }
            sources.putAll(bindings);
            MeterRegistry registry = new SimpleMeterRegistry();
            EmbeddedSettings settings = new EmbeddedSettings(
                    workers,
                    64,
                    workerDelayLimit,
                    mailboxCapacity,
                    shutdownTimeout,
                    new StateLimits(maxEntities, maxStateMemory),
                    heapNearlyFull,
                    1 << 20,
                    letters,
                    fatalErrors,
                    durability());
            return new RunningPipelines(
                    new EmbeddedRuntime(
                            new BoundPipelines(List.of(pipelines), eventTypes(pipelines), sources, sinks),
                            settings,
                            new EmbeddedMetrics(registry),
                            phases,
                            null),
                    registry);
        }

        /** Of all steps, those of the sources among them, if the test has given one. */
        private Map<Step, EventType> eventTypes(Pipeline... pipelines) {
            IdentityHashMap<Step, EventType> types = new IdentityHashMap<>();
            if (eventType != null) {
                for (Pipeline pipeline : pipelines) {
                    pipeline.from().forEach(from -> types.put(from, EventType.of(eventType)));
                    pipeline.steps().forEach(step -> types.put(step, EventType.of(eventType)));
                }
            }
            return types;
        }

        private @Nullable DurabilitySettings durability() {
            return store == null
                    ? null
                    : new DurabilitySettings(
                            store,
                            verifyAlways,
                            checkpointInterval,
                            cutTimeout,
                            syncAlways,
                            Duration.ofMillis(10),
                            Duration.ofHours(1),
                            letters,
                            new DurabilitySettings.BackupSettings(Duration.ZERO, 3));
        }
    }

    /** Port of the source of the first pipeline. */
    int port() {
        return port(runtime.pipelines().getFirst().name());
    }

    int port(String pipeline) {
        return port(status(pipeline).sources().getFirst());
    }

    /** The port of a source of the first pipeline. */
    int sourcePort(String source) {
        return port(status().sources().stream()
                .filter(each -> each.name().equals(source))
                .findFirst()
                .orElseThrow());
    }

    private static int port(PipelineStatus.SourceStatus source) {
        String address = source.address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Connects to the source of the first pipeline, which opens when the recovery is over. */
    Attacker connect() throws IOException {
        awaitStatus("the source is open", status -> status.status() == Status.RUNNING);
        return Attacker.connect(port());
    }

    /** Status of the first pipeline. */
    PipelineStatus status() {
        return runtime.pipelines().getFirst();
    }

    PipelineStatus status(String pipeline) {
        return runtime.pipelines().stream()
                .filter(status -> status.name().equals(pipeline))
                .findFirst()
                .orElseThrow();
    }

    PipelineControl control() {
        return runtime.control();
    }

    Inspection inspection() {
        return runtime.inspection();
    }

    DeadLetters deadLetters() {
        return runtime.deadLetters();
    }

    /** Waits until just so many letters are there. */
    List<DeadLetter> awaitLetters(int count) {
        Awaitility.await(count + " dead letters")
                .atMost(DEADLINE)
                .until(() -> deadLetters().page(null, 0, count + 1).size() >= count);
        List<DeadLetter> letters = deadLetters().page(null, 0, count + 1);
        assertThat(letters).hasSize(count);
        return letters;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Waits until a pipeline has a status. */
    void await(String pipeline, Status wanted) {
        Awaitility.await(pipeline + " is " + wanted)
                .atMost(DEADLINE)
                .until(() -> status(pipeline).status() == wanted);
    }

    /** Waits until the status of the first pipeline is as wanted. */
    void awaitStatus(String what, Predicate<PipelineStatus> wanted) {
        Awaitility.await(what).atMost(DEADLINE).until(() -> wanted.test(status()));
    }

    /** Waits until so many frames, events or connections failed for a reason. */
    void awaitFailures(String reason, long count) {
        awaitStatus(
                count + " failures with reason " + reason,
                status -> status.failures().getOrDefault(reason, 0L) >= count);
    }

    /** Takes a checkpoint, unless there is nothing new, and returns the number of the last one. */
    long checkpoint() {
        return runtime.checkpoints().orElseThrow().take().join().number();
    }

    CompletableFuture<Checkpoints.Checkpoint> checkpointNow() {
        return runtime.checkpoints().orElseThrow().take();
    }

    /** An entity as the last checkpoint holds it. */
    Optional<Checkpoints.SavedEntity> saved(String state, String key) {
        return runtime.checkpoints().orElseThrow().entity(state, key).join();
    }

    /** Makes a backup, which is what a crash at this moment would leave. */
    Path backup() {
        return runtime.checkpoints().orElseThrow().backup().join().directory();
    }

    void stop() {
        runtime.stop();
    }

    @Override
    public void close() {
        runtime.stop();
    }
}
