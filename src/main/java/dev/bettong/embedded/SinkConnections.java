package dev.bettong.embedded;

import dev.bettong.chain.Segments;
import dev.bettong.checkpoint.UnsentOutputs;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import dev.bettong.sink.SavedOutput;
import dev.bettong.sink.SinkBinding;
import dev.bettong.sink.SinkDriver;
import dev.bettong.sink.UnsentMessages;
import dev.bettong.store.SavedOutputs;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskSink;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The connections of a pipeline's sinks: for each sink one on every worker that may write to it. Thread-safe; each
 * connection is owned by its worker.
 */
final class SinkConnections {

    private final Pipeline pipeline;
    private final RuntimeContext context;
    private final Backpressure backpressure;
    private final BooleanSupplier recovered;
    private final LongConsumer onLatency;
    private final Segments segments;
    private final Map<String, SinkBinding.Drivers> drivers = new HashMap<>(); // by sink; filled while wiring
    private final Map<String, List<SinkDriver>> bySink = new LinkedHashMap<>(); // filled while wiring
    private final Map<String, List<BufferLimit>> limits = new HashMap<>(); // by sink; filled by the constructor

    /**
     * Has no connections until {@link #outlets} creates those of each worker.
     *
     * @param backpressure stops the sources while the buffer of a connection is full
     * @param recovered whether checkpoints have the pipeline
     * @param onLatency takes the nanoseconds from reading bytes to writing the outputs computed from them
     */
    SinkConnections(
            Pipeline pipeline,
            RuntimeContext context,
            Backpressure backpressure,
            BooleanSupplier recovered,
            LongConsumer onLatency) {
        this.recovered = recovered;
        this.pipeline = pipeline;
        this.segments = new Segments(pipeline);
        this.context = context;
        this.backpressure = backpressure;
        this.onLatency = onLatency;
    }

    /** While wiring: connections of a worker by the names of their sinks; none if it writes to no sink. */
    Map<String, TaskSink> outlets(Worker worker) {
        Map<String, TaskSink> outlets = new HashMap<>();
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            if (writes(worker, delivery.from())) {
                String sink = delivery.sink().name();
                outlets.computeIfAbsent(sink, name -> new Outlet(connection(name, worker)));
            }
        }
        return outlets;
    }

    /** Whether outputs of a step can be made on a worker: whether a segment that it is in runs there. */
    private boolean writes(Worker worker, Step step) {
        return segments.behind(step).stream().anyMatch(segment -> runs(worker, segment));
    }

    /** Whether events come to a segment on a worker: whether it owns a partition of the partitioning there. */
    private boolean runs(Worker worker, int segment) {
        if (segment == Segments.FIRST) {
            return true;
        }
        if (!(segments.cut(segment) instanceof Step.Partitioning partitioning)) {
            return segments.cut(segment).before().stream().anyMatch(before -> writes(worker, before));
        }
        int workers = context.workers().size();
        int partitions =
                Partitioning.of(partitioning, context.settings().partitions()).count();
        return IntStream.range(0, partitions).anyMatch(each -> Task.owner(each, workers) == worker.index());
    }

    private SinkDriver connection(String sink, Worker worker) {
        SinkBinding binding = context.sink(sink);
        BufferLimit limit =
                backpressure.limit("sink '%s' on worker %d".formatted(sink, worker.index()), binding.bufferSize());
        limits.computeIfAbsent(sink, key -> new ArrayList<>()).add(limit);
        SinkDriver connection = drivers.computeIfAbsent(sink, name -> binding.drivers(name, context.clock()))
                .on(worker.loop(), binding.exactlyOnce() ? bytes -> update(limit, bytes) : limit::update, onLatency);
        bySink.computeIfAbsent(sink, key -> new ArrayList<>()).add(connection);
        return connection;
    }

    /** What only a checkpoint lets go must not stop a recovery, before which there is none. */
    private void update(BufferLimit limit, long bytes) {
        limit.update(recovered.getAsBoolean() ? bytes : 0);
    }

    /** A task's way to a connection on the same worker. */
    private record Outlet(SinkDriver connection) implements TaskSink {

        @Override
        public void write(byte[] message, long readAt) {
            connection.write(message, readAt);
        }

        @Override
        public void flush() {
            connection.flush();
        }
    }

    /** Hands outputs that the previous run did not send to their sink; returns false if there is no such sink. */
    boolean restore(SavedOutputs outputs) {
        List<SinkDriver> connections = bySink.get(outputs.sink());
        if (connections == null) {
            return false;
        }
        SinkDriver connection = connections.get(outputs.worker() % connections.size());
        List<byte[]> messages =
                connection.awaitsCheckpoint() ? outputs.messages() : SavedOutput.payloads(outputs.messages());
        connection.loop().execute(() -> connection.restore(UnsentMessages.of(messages)));
        return true;
    }

    /** Any thread: whether the buffer of one of a sink's connections is full. */
    boolean full(String sink) {
        return limits.getOrDefault(sink, List.of()).stream().anyMatch(BufferLimit::over);
    }

    void open() {
        bySink.values().forEach(connections -> connections.forEach(SinkDriver::start));
    }

    /** Event loop of the worker: what its connections have not sent. */
    List<UnsentOutputs> unsent(Worker worker) {
        List<UnsentOutputs> unsent = new ArrayList<>();
        bySink.forEach((sink, connections) -> connections.stream()
                .filter(connection -> connection.loop().equals(worker.loop()))
                .map(connection -> new UnsentOutputs(
                        pipeline.name(),
                        sink,
                        worker.index(),
                        connection.unsent(),
                        () -> connection.loop().execute(connection::committed)))
                .filter(outputs -> !outputs.parts().isEmpty())
                .forEach(unsent::add));
        return unsent;
    }

    /** Applies an action to each connection; completes when all actions have completed. */
    CompletableFuture<Void> all(Function<SinkDriver, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(
                bySink.values().stream().flatMap(List::stream).map(action).toArray(CompletableFuture<?>[]::new));
    }

    /** The sinks whose sockets accept nothing although outputs wait, in words. */
    List<String> stalls() {
        return describe(connection -> connection.stalledMillis() > 0);
    }

    /** The sinks that have not sent everything, in words. */
    List<String> waiting() {
        return describe(connection -> connection.bufferedMessages() > 0);
    }

    private List<String> describe(Predicate<SinkDriver> which) {
        List<String> words = new ArrayList<>();
        bySink.forEach((sink, connections) -> {
            List<SinkDriver> those = connections.stream().filter(which).toList();
            if (!those.isEmpty()) {
                long messages =
                        those.stream().mapToLong(SinkDriver::bufferedMessages).sum();
                long stalled = those.stream()
                        .mapToLong(SinkDriver::stalledMillis)
                        .max()
                        .orElse(0);
                words.add("%d messages wait for sink '%s'".formatted(messages, sink)
                        + (stalled == 0 ? "" : ", whose socket has taken nothing for %d s".formatted(stalled / 1000)));
            }
        });
        return words;
    }

    /** By the names of their sinks, in the order of the pipeline. */
    Map<String, List<SinkDriver>> bySink() {
        return bySink;
    }
}
