package dev.bettong.embedded;

import dev.bettong.compute.Partitioning;
import dev.bettong.compute.PipelineFailedException;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.sink.TcpSink;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.TcpSource;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Mark;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.TaskSink;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline on this machine: its task on every worker, its source, the connections of its sinks, and the gate that
 * stops the source when something is full. Thread-safe; its parts are owned by the workers.
 */
final class EmbeddedPipeline implements TaskListener {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPipeline.class);

    private final Pipeline pipeline;
    private final Clock clock;
    private final Gate gate;
    private final EmbeddedMetrics.PipelineMeters meters;
    private final List<Worker> workers;
    private final List<Task> tasks = new ArrayList<>(); // by worker; filled by the constructor
    private final Map<String, List<TcpSink>> sinks = new LinkedHashMap<>(); // by sink name; filled by the constructor
    private final TcpSource source;
    private final int maxFrameSize;
    private final MemoryDeadLetters deadLetters;
    private volatile Lifecycle lifecycle; // written under this object's lock, read by status

    EmbeddedPipeline(Pipeline pipeline, Machine machine) {
        this.pipeline = pipeline;
        this.clock = machine.clock();
        this.lifecycle = new Lifecycle.Starting(clock.instant());
        this.gate = new Gate(clock, this::readingChanged);
        this.meters = machine.metrics().pipeline(pipeline.name());
        this.workers = machine.workers();
        this.deadLetters = machine.deadLetters();
        this.maxFrameSize = machine.source(pipeline.source().name()).maxFrameSize();
        for (Worker worker : workers) {
            Map<String, TaskSink> outlets =
                    writes(worker, machine.settings()) ? connections(worker, machine) : Map.of();
            tasks.add(new Task(
                    pipeline, worker, workers.size(), machine.settings().partitions(), outlets, this));
        }
        connectTasks(machine.settings().mailboxCapacity());
        this.source = source(machine);
        meters.bind(source, gate, tasks, sinks);
    }

    /** Whether the last segment can run on a worker: whether it owns a partition of the last partitioning. */
    private boolean writes(Worker worker, EmbeddedSettings settings) {
        return pipeline.steps().reversed().stream()
                .filter(Step.Partitioning.class::isInstance)
                .map(step -> Partitioning.of((Step.Partitioning) step, settings.partitions()))
                .findFirst()
                .map(last -> IntStream.range(0, last.count())
                        .anyMatch(partition -> Task.owner(partition, workers.size()) == worker.index()))
                .orElse(true);
    }

    private Map<String, TaskSink> connections(Worker worker, Machine machine) {
        Map<String, TaskSink> outlets = new HashMap<>();
        for (Sink<?> sink : pipeline.sinks()) {
            TcpSinkSettings settings = machine.sink(sink.name());
            String name = "sink '%s' on worker %d".formatted(sink.name(), worker.index());
            Mark mark = gate.mark(name, settings.bufferSize());
            TcpSink connection =
                    new TcpSink(sink.name(), settings, worker.loop(), clock, mark::update, meters::latency);
            sinks.computeIfAbsent(sink.name(), key -> new ArrayList<>()).add(connection);
            outlets.put(sink.name(), new SinkConnection(connection));
        }
        return outlets;
    }

    private void connectTasks(long capacity) {
        for (Task from : tasks) {
            for (Task to : tasks) {
                if (from != to) {
                    String name = "mailbox from worker %d to worker %d".formatted(from.worker(), to.worker());
                    Task.connect(from, to, gate.mark(name, capacity));
                }
            }
        }
    }

    private TcpSource source(Machine machine) {
        Map<EventLoop, FrameReceiver> receivers = new HashMap<>();
        for (Worker worker : workers) {
            receivers.put(worker.loop(), new TaskReceiver(tasks.get(worker.index()), gate));
        }
        String name = pipeline.source().name();
        return switch (pipeline.source()) {
            case Source.Tcp<?> tcp ->
                new TcpSource(name, tcp.decoder().framing(), machine.source(name), machine.loops(), receivers);
        };
    }

    /** Opens the sinks and then the source. */
    void start() {
        sinks.values().forEach(connections -> connections.forEach(TcpSink::start));
        source.start();
        synchronized (this) {
            if (lifecycle instanceof Lifecycle.Starting starting) {
                transition(starting.started(clock.instant()));
            }
        }
        log.info("Pipeline '{}' promises: {}", pipeline.name(), guarantee());
    }

    /** Stops reading; completes when no further frame will be handled. */
    CompletableFuture<Void> drain() {
        synchronized (this) {
            if (lifecycle instanceof Lifecycle.Running running) {
                transition(running.drain(clock.instant()));
            }
        }
        return source.stop();
    }

    /**
     * Whether nothing is on its way between workers, given that no frames are read any more.
     *
     * <p>Asks what was handled before it asks what was sent: since a worker calls a batch handled only after it has sent
     * what came of it, equal sums mean that between the two questions nothing was on its way anywhere.
     */
    boolean quiet() {
        long handled = handled();
        return handled == sent();
    }

    private long sent() {
        return tasks.stream().mapToLong(Task::sent).sum();
    }

    private long handled() {
        return tasks.stream().mapToLong(Task::handled).sum();
    }

    /** Completes when the sinks have sent everything that they were given. */
    CompletableFuture<Void> flushSinks() {
        return allSinks(TcpSink::drained);
    }

    /** Closes the sinks and gives up what they could not send. */
    CompletableFuture<Void> closeSinks() {
        return allSinks(TcpSink::close).thenRun(() -> {
            synchronized (this) {
                if (lifecycle instanceof Lifecycle.Draining draining) {
                    transition(draining.stopped(clock.instant()));
                }
            }
        });
    }

    private CompletableFuture<Void> allSinks(Function<TcpSink, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(
                sinks.values().stream().flatMap(List::stream).map(action).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void failed(Throwable cause) {
        synchronized (this) {
            String reason = String.valueOf(cause.getMessage());
            switch (lifecycle) {
                case Lifecycle.Starting starting -> transition(starting.failed(clock.instant(), reason));
                case Lifecycle.Running running -> transition(running.failed(clock.instant(), reason));
                case Lifecycle.Draining draining -> transition(draining.failed(clock.instant(), reason));
                case Lifecycle.Stopped stopped -> {
                    return;
                }
                case Lifecycle.Failed failed -> {
                    return;
                }
            }
        }
        if (cause instanceof PipelineFailedException) {
            log.error("Pipeline '{}' has failed: {}", pipeline.name(), cause.getMessage()); // its cause may quote data
        } else {
            log.error("Pipeline '{}' has failed, this is a fault in Bettong", pipeline.name(), cause);
        }
        for (Worker worker : workers) {
            worker.loop().execute(tasks.get(worker.index())::abandon);
        }
        source.stop();
    }

    private void transition(Lifecycle next) {
        log.info("Pipeline '{}' is {}", pipeline.name(), next.status());
        lifecycle = next;
    }

    @Override
    public LongConsumer durations(String step) {
        return meters.durations(step);
    }

    @Override
    public void collected(DeadLetterCollector letters) {
        deadLetters.add(letters.take());
    }

    /** Hands a frame to a worker, see {@link Redrive}. Any worker will do, as for a frame from a connection. */
    CompletableFuture<Boolean> redrive(byte[] frame, BooleanSupplier claim) {
        if (frame.length > maxFrameSize) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "The frame has %d bytes, max-frame-size is %d".formatted(frame.length, maxFrameSize)));
        }
        CompletableFuture<Boolean> redriven = new CompletableFuture<>();
        try {
            workers.getFirst().loop().execute(() -> redrive(frame, claim, redriven));
        } catch (RejectedExecutionException ended) {
            redriven.completeExceptionally(notRunning());
        }
        return redriven;
    }

    private void redrive(byte[] frame, BooleanSupplier claim, CompletableFuture<Boolean> redriven) {
        if (!(lifecycle instanceof Lifecycle.Running)) {
            redriven.completeExceptionally(notRunning());
            return;
        }
        boolean claimed = claim.getAsBoolean();
        if (claimed) {
            Task task = tasks.getFirst();
            task.begin(System.nanoTime());
            task.frame(frame);
            task.flush();
        }
        redriven.complete(claimed);
    }

    private IllegalStateException notRunning() {
        return new IllegalStateException(
                "Pipeline '%s' does not run, it is %s".formatted(pipeline.name(), lifecycle.status()));
    }

    private void readingChanged() {
        source.readingChanged();
    }

    String name() {
        return pipeline.name();
    }

    String guarantee() {
        String to = pipeline.sinks().isEmpty()
                ? "to no sink"
                : "to "
                        + String.join(
                                ", ",
                                pipeline.sinks().stream()
                                        .map(s -> "'" + s.name() + "'")
                                        .toList());
        return "at-most-once from '%s' %s; order of each connection and key"
                .formatted(pipeline.source().name(), to);
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Gate gate() {
        return gate;
    }

    TcpSource source() {
        return source;
    }

    List<Task> tasks() {
        return tasks;
    }

    Map<String, List<TcpSink>> sinks() {
        return sinks;
    }

    /** A task's way to a sink connection on the same worker. */
    private record SinkConnection(TcpSink sink) implements TaskSink {

        @Override
        public void write(byte[] message, long readAt) {
            sink.write(message, readAt);
        }

        @Override
        public void flush() {
            sink.flush();
        }
    }
}
