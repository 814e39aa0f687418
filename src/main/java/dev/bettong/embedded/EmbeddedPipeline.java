package dev.bettong.embedded;

import dev.bettong.compute.Partitioning;
import dev.bettong.compute.PipelineFailedException;
import dev.bettong.compute.StateAccessException;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.OperatorPause;
import dev.bettong.sink.TcpSink;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.sink.UnsentMessages;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.TcpSource;
import dev.bettong.store.JournalEntry;
import dev.bettong.store.Lane;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.StoreException;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Mark;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.TaskSink;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline on this machine: its task on every worker, its source, the connections of its sinks, and the gate that
 * stops the source when something is full. Thread-safe; its parts are owned by the workers.
 */
final class EmbeddedPipeline implements TaskListener {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPipeline.class);

    /** Name of the mark that is over while an operator has paused it. */
    static final String OPERATOR = "an operator";

    private static final long DRAIN_POLL_MILLIS = 10;
    private static final long RETRY_MILLIS = 20;

    private final Pipeline pipeline;
    private final Clock clock;
    private final Gate gate;
    private final EmbeddedMetrics.PipelineMeters meters;
    private final List<Worker> workers;
    private final Guarantee guarantee;
    private final Set<String> states;
    private final List<Task> tasks = new ArrayList<>(); // by worker; filled by the constructor
    private final Map<String, List<TcpSink>> sinks = new LinkedHashMap<>(); // by sink name; filled by the constructor
    private final TcpSource source;
    private List<EmbeddedPipeline> sharers = List.of(); // set while wiring
    private final int maxFrameSize;
    private final @Nullable MemoryDeadLetters deadLetters; // or they are in the store
    private final Entrance entrance;
    private final List<JournaledReceiver> receivers; // by worker; none if there is no journal
    private final @Nullable Disk disk;
    private final Mark operatorMark; // over while an operator wants the source to pause
    private volatile @Nullable OperatorPause operatorPause; // written under this object's lock, read by status
    private volatile Lifecycle lifecycle; // written under this object's lock, read by status

    EmbeddedPipeline(Pipeline pipeline, Machine machine) {
        this.pipeline = pipeline;
        this.clock = machine.clock();
        this.lifecycle = new Lifecycle.Starting(clock.instant());
        this.gate = new Gate(clock, this::readingChanged);
        this.operatorMark = gate.mark(OPERATOR, 0);
        this.meters = machine.metrics().pipeline(pipeline.name());
        this.workers = machine.workers();
        this.guarantee = Guarantee.of(pipeline, machine.settings().durability());
        this.states = declaredStates().stream().map(State::name).collect(Collectors.toUnmodifiableSet());
        this.maxFrameSize = machine.source(pipeline.source().name()).maxFrameSize();
        for (Worker worker : workers) {
            Map<String, TaskSink> outlets =
                    writes(worker, machine.settings()) ? connections(worker, machine) : Map.of();
            tasks.add(new Task(
                    pipeline, worker, workers.size(), machine.settings().partitions(), outlets, this));
        }
        connectTasks(machine.settings().mailboxCapacity());
        Durability durability = machine.durability();
        if (durability == null) {
            MemoryDeadLetters letters = machine.deadLetters();
            this.receivers = List.of();
            this.deadLetters = letters;
            this.disk = null;
            this.entrance = (frame, letter, redriven) -> redriveNow(frame, letters, letter, redriven);
            this.source = source(machine, worker -> new TaskReceiver(tasks.get(worker.index()), gate, clock));
        } else {
            this.receivers = workers.stream()
                    .map(worker -> durability.receiver(pipeline.name(), worker, tasks.get(worker.index()), gate))
                    .toList();
            this.deadLetters = null;
            this.disk = durability.disk();
            disk.pauses(gate);
            this.entrance = receivers.getFirst()::redrive;
            this.source = source(machine, worker -> receivers.get(worker.index()));
        }
        for (Worker worker : workers) {
            worker.onRelease(() -> source.resume(worker.loop()));
        }
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

    private TcpSource source(Machine machine, Function<Worker, FrameReceiver> receiver) {
        Map<EventLoop, FrameReceiver> receivers = new HashMap<>();
        for (Worker worker : workers) {
            receivers.put(worker.loop(), receiver.apply(worker));
        }
        String name = pipeline.source().name();
        return switch (pipeline.source()) {
            case Source.Tcp<?> tcp ->
                new TcpSource(name, tcp.decoder().framing(), machine.source(name), machine.loops(), receivers);
        };
    }

    /** Hands what an earlier run could not send to its sink; returns whether there is such a sink. */
    boolean restore(SavedOutputs outputs) {
        List<TcpSink> connections = sinks.get(outputs.sink());
        if (connections == null) {
            return false;
        }
        TcpSink connection = connections.get(outputs.worker() % connections.size());
        connection.loop().execute(() -> connection.restore(UnsentMessages.of(outputs.messages())));
        return true;
    }

    /** Opens the sinks. */
    void openSinks() {
        sinks.values().forEach(connections -> connections.forEach(TcpSink::start));
    }

    /** A recovery is on its way, and so far has come to what {@code progress} says. */
    void recovering(String progress) {
        synchronized (this) {
            switch (lifecycle) {
                case Lifecycle.Starting starting -> transition(starting.recover(clock.instant(), progress));
                case Lifecycle.Recovering recovering -> lifecycle = recovering.at(progress);
                default -> {}
            }
        }
    }

    /** Any thread: has the worker that now has a lane handle an entry of it again. */
    void replay(Lane lane, JournalEntry entry, Runnable done) {
        Worker worker = workers.get(lane.worker() % workers.size());
        Task task = tasks.get(worker.index());
        worker.loop().execute(() -> {
            try {
                new Replay(task).handle(entry);
            } finally {
                done.run();
            }
        });
    }

    /**
     * Opens the source: the pipeline runs.
     *
     * @throws RuntimeStartException if the source cannot listen
     */
    void openSource() {
        source.start();
        synchronized (this) {
            switch (lifecycle) {
                case Lifecycle.Starting starting -> transition(starting.started(clock.instant()));
                case Lifecycle.Recovering recovering -> transition(recovering.recovered(clock.instant()));
                default -> {}
            }
        }
        log.info("Pipeline '{}' promises: {}", pipeline.name(), guarantee());
    }

    /**
     * Whether an operator may pause it, or let it go on.
     *
     * @throws IllegalStateException if it reads no more anyway
     */
    void checkSteerable() {
        switch (lifecycle) {
            case Lifecycle.Starting starting -> {}
            case Lifecycle.Recovering recovering -> {}
            case Lifecycle.Running running -> {}
            case Lifecycle.Draining draining -> throw readsNoMore();
            case Lifecycle.Stopped stopped -> throw readsNoMore();
            case Lifecycle.Failed failed -> throw readsNoMore();
        }
    }

    private IllegalStateException readsNoMore() {
        return new IllegalStateException(
                "Pipeline '%s' is %s, it reads no more until the next start".formatted(name(), lifecycle.status()));
    }

    /** An operator has paused it, or, with {@code null}, has let it go on. */
    synchronized void pausedByOperator(@Nullable OperatorPause pause) {
        if (!Objects.equals(pause, operatorPause)) {
            log.info(
                    "Pipeline '{}' {}",
                    name(),
                    pause == null ? "is no longer paused by an operator" : "is paused by an operator");
            operatorPause = pause;
            operatorMark.update(pause == null ? 0 : 1);
        }
    }

    /** Since when and why an operator has paused it, or {@code null}. */
    @Nullable
    OperatorPause operatorPause() {
        return operatorPause;
    }

    /**
     * An operator ends it for this run. Once the sinks have taken everything, they are closed too.
     *
     * @throws IllegalStateException if its life does not allow that
     */
    void drainForGood() {
        synchronized (this) {
            switch (lifecycle) {
                case Lifecycle.Running running -> transition(running.drain(clock.instant()));
                case Lifecycle.Draining draining -> {
                    return;
                }
                case Lifecycle.Stopped stopped -> {
                    return;
                }
                case Lifecycle.Starting starting -> throw notRunning();
                case Lifecycle.Recovering recovering -> throw notRunning();
                case Lifecycle.Failed failed -> throw notRunning();
            }
        }
        source.stop().thenRun(this::finishDrain);
    }

    /** Looks again and again whether all has left; the end of the runtime does the rest if it comes first. */
    private void finishDrain() {
        if (!(lifecycle instanceof Lifecycle.Draining)) {
            return;
        }
        EventLoop loop = workers.getFirst().loop();
        boolean handled = receivers.stream().allMatch(JournaledReceiver::empty) && quiet();
        if (!handled) {
            schedule(loop);
            return;
        }
        allSinks(TcpSink::drained).thenCompose(sent -> closeSinks(disk != null));
    }

    private void schedule(EventLoop loop) {
        try {
            loop.schedule(this::finishDrain, DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            log.debug("Pipeline '{}' is drained by the end of the runtime", name());
        }
    }

    /** Stops reading; completes when no further frame will be handled. */
    CompletableFuture<Void> drain() {
        synchronized (this) {
            switch (lifecycle) {
                case Lifecycle.Running running -> transition(running.drain(clock.instant()));
                case Lifecycle.Recovering recovering -> transition(recovering.drain(clock.instant()));
                default -> {}
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

    /** Event loops may still have frames that wait for the journal to be synced: whether there are none. */
    boolean accepted() {
        return receivers.stream().allMatch(JournaledReceiver::idle);
    }

    private long sent() {
        return tasks.stream().mapToLong(Task::sent).sum();
    }

    private long handled() {
        return tasks.stream().mapToLong(Task::handled).sum();
    }

    /**
     * Completes when the sinks have sent everything that they were given. What can be saved for the next start is not
     * waited for while nobody is there to take it.
     */
    CompletableFuture<Void> flushSinks() {
        return allSinks(
                sink -> disk == null || sink.connected() ? sink.drained() : CompletableFuture.completedFuture(null));
    }

    /**
     * Closes the sinks.
     *
     * @param saved whether what they could not send was saved; it is given up otherwise
     */
    CompletableFuture<Void> closeSinks(boolean saved) {
        return allSinks(saved ? TcpSink::closeSaved : TcpSink::close).thenRun(() -> {
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
        if (!end(String.valueOf(cause.getMessage()))) {
            return;
        }
        if (cause instanceof PipelineFailedException) {
            log.error("Pipeline '{}' has failed: {}", pipeline.name(), cause.getMessage()); // its cause may quote data
        } else if (cause instanceof StoreException broken) {
            log.error(
                    "Pipeline '{}' has failed: {}. {}", pipeline.name(), broken.getMessage(), broken.action(), broken);
        } else if (cause instanceof StateAccessException) {
            log.error("Pipeline '{}' has failed: {}", pipeline.name(), cause.getMessage(), cause);
        } else {
            log.error("Pipeline '{}' has failed, this is a fault in Bettong", pipeline.name(), cause);
        }
    }

    /**
     * Ends it as failed, and those that share state with it: a checkpoint leaves out the state of all of them, so it must
     * not have their positions either. Returns whether it had not ended before.
     */
    boolean end(String reason) {
        if (!endAlone(reason)) {
            return false;
        }
        for (EmbeddedPipeline each : sharers) {
            String shared = "pipeline '%s' has failed, which shares state with it".formatted(pipeline.name());
            if (each != this && each.endAlone(shared)) {
                log.error("Pipeline '{}' has failed: {}", each.name(), shared);
            }
        }
        return true;
    }

    private boolean endAlone(String reason) {
        synchronized (this) {
            Instant now = clock.instant();
            switch (lifecycle) {
                case Lifecycle.Starting starting -> transition(starting.failed(now, reason));
                case Lifecycle.Recovering recovering -> transition(recovering.failed(now, reason));
                case Lifecycle.Running running -> transition(running.failed(now, reason));
                case Lifecycle.Draining draining -> transition(draining.failed(now, reason));
                case Lifecycle.Stopped stopped -> {
                    return false;
                }
                case Lifecycle.Failed failed -> {
                    return false;
                }
            }
        }
        for (Worker worker : workers) {
            worker.loop().execute(tasks.get(worker.index())::abandon);
        }
        source.stop();
        return true;
    }

    /** While wiring: pipelines that cannot go on without each other, since a checkpoint saves their states together. */
    void sharesStateWith(List<EmbeddedPipeline> others) {
        sharers = others;
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
        if (deadLetters != null) {
            deadLetters.add(letters.take());
        } // or else the next checkpoint takes them
    }

    /** Hands a frame to a worker, see {@link Redrive}. Any worker will do, as for a frame from a connection. */
    CompletableFuture<Boolean> redrive(byte[] frame, long letter) {
        if (frame.length > maxFrameSize) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "The frame has %d bytes, max-frame-size is %d".formatted(frame.length, maxFrameSize)));
        }
        CompletableFuture<Boolean> redriven = new CompletableFuture<>();
        try {
            workers.getFirst().loop().execute(() -> enter(frame, letter, redriven));
        } catch (RejectedExecutionException ended) {
            redriven.completeExceptionally(notRunning());
        }
        return redriven;
    }

    /** First worker: not while it is held; and a pipeline may have ended, or whoever asked have given up, until then. */
    private void enter(byte[] frame, long letter, CompletableFuture<Boolean> redriven) {
        Worker worker = workers.getFirst();
        if (redriven.isDone()) {
            return;
        }
        if (!(lifecycle instanceof Lifecycle.Running)) {
            redriven.completeExceptionally(notRunning());
        } else if (worker.held()) {
            worker.loop().schedule(() -> enter(frame, letter, redriven), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            entrance.redrive(frame, letter, redriven);
        }
    }

    private void redriveNow(byte[] frame, MemoryDeadLetters letters, long letter, CompletableFuture<Boolean> redriven) {
        boolean claimed = letters.discard(letter);
        if (claimed) {
            TaskReceiver receiver = new TaskReceiver(tasks.getFirst(), gate, clock);
            receiver.begin(System.nanoTime());
            receiver.frame(frame);
            receiver.end();
        }
        redriven.complete(claimed);
    }

    /** Takes frames that come a second time. Called on the first worker's event loop. */
    @FunctionalInterface
    private interface Entrance {

        void redrive(byte[] frame, long letter, CompletableFuture<Boolean> redriven);
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

    /** What is promised from end to end, in a sentence. */
    String guarantee() {
        return guarantee.text();
    }

    /** What is wrong with the disk, or {@code null} if nothing is, or nothing is kept there. */
    Disk.@Nullable Trouble diskTrouble() {
        return disk == null ? null : disk.trouble();
    }

    Pipeline declaration() {
        return pipeline;
    }

    boolean failed() {
        return lifecycle instanceof Lifecycle.Failed;
    }

    /** The states that its steps work on. */
    List<State<?>> declaredStates() {
        return pipeline.steps().stream()
                .<State<?>>mapMulti((step, states) -> {
                    switch (step) {
                        case Step.ComputeState stateful -> states.accept(stateful.state());
                        case Step.ComputeStateMulti stateful -> states.accept(stateful.state());
                        case Step.Compute stateless -> {}
                        case Step.ComputeMulti stateless -> {}
                        case Step.Partitioning stateless -> {}
                    }
                })
                .toList();
    }

    /** Names of the states that its steps work on. */
    Set<String> states() {
        return states;
    }

    /** Event loop of the worker: what its sinks have not sent. */
    List<UnsentOutputs> unsent(Worker worker) {
        List<UnsentOutputs> unsent = new ArrayList<>();
        sinks.forEach((sink, connections) -> connections.stream()
                .filter(connection -> connection.loop().equals(worker.loop()))
                .map(connection -> new UnsentOutputs(name(), sink, worker.index(), connection.unsent()))
                .filter(outputs -> !outputs.parts().isEmpty())
                .forEach(unsent::add));
        return unsent;
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
