package dev.bettong.embedded;

import dev.bettong.compute.PipelineFailedException;
import dev.bettong.compute.StateAccessException;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.Latencies;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.TcpSource;
import dev.bettong.store.JournalEntry;
import dev.bettong.store.Lane;
import dev.bettong.store.StoreException;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.FrameTracer;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline on this machine: its task on every worker, its source, the connections of its sinks, and the gate that
 * stops the source when something is full. Thread-safe; its parts are owned by the workers.
 */
final class EmbeddedPipeline implements TaskListener {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPipeline.class);

    private final Pipeline pipeline;
    private final SteadyClock steady;
    private final Gate gate;
    private final EmbeddedMetrics.PipelineMeters meters;
    private final List<Worker> workers;
    private final Guarantee guarantee;
    private final Set<String> states;
    private final List<Task> tasks = new ArrayList<>(); // by worker; filled by the constructor
    private final SinkConnections sinks;
    private final TcpSource source;
    private List<EmbeddedPipeline> sharers = List.of(); // set while wiring
    private final @Nullable MemoryDeadLetters deadLetters; // or they are in the store
    private final @Nullable Disk disk;
    private final HeapWatch heap;
    private final PipelineLife life;
    private final OperatorMark operatorMark;
    private final Entrance entrance;
    private final Drain drain;
    private volatile boolean recovered; // set by the thread of the store, read by workers at a cut

    EmbeddedPipeline(Pipeline pipeline, Machine machine) {
        this.pipeline = pipeline;
        Clock clock = machine.clock();
        this.steady = machine.steady();
        this.heap = machine.heap();
        this.life = new PipelineLife(pipeline.name(), clock);
        this.gate = new Gate(clock, this::readingChanged);
        this.operatorMark = new OperatorMark(pipeline.name(), gate);
        this.meters = machine.metrics().pipeline(pipeline.name());
        this.workers = machine.workers();
        this.guarantee = Guarantee.of(pipeline, machine.settings().durability());
        this.states = declaredStates().stream().map(State::name).collect(Collectors.toUnmodifiableSet());
        this.sinks = new SinkConnections(pipeline, machine, gate, meters::latency);
        for (Worker worker : workers) {
            int partitions = machine.settings().partitions();
            FrameTracer tracer =
                    machine.tracing() == null ? null : machine.tracing().of(pipeline.name(), worker.index());
            tasks.add(new Task(pipeline, worker, workers.size(), partitions, sinks.outlets(worker), this, tracer));
        }
        connectTasks(machine.settings().mailboxCapacity());
        Durability durability = machine.durability();
        List<JournaledReceiver> receivers; // by worker; none if there is no journal
        Entrance.Taker taker;
        if (durability == null) {
            MemoryDeadLetters letters = machine.deadLetters();
            receivers = List.of();
            this.deadLetters = letters;
            this.disk = null;
            taker = (frame, letter, redriven) -> redriveNow(frame, letters, letter, redriven);
            this.source = source(machine, worker -> new TaskReceiver(tasks.get(worker.index()), gate, steady));
        } else {
            receivers = workers.stream()
                    .map(worker -> durability.receiver(
                            pipeline.name(), worker, tasks.get(worker.index()), gate, this::hasRecovered))
                    .toList();
            this.deadLetters = null;
            this.disk = durability.disk();
            disk.pauses(gate);
            taker = receivers.getFirst()::redrive;
            this.source = source(machine, worker -> receivers.get(worker.index()));
        }
        int maxFrameSize = machine.source(pipeline.source().name()).maxFrameSize();
        this.entrance = new Entrance(workers.getFirst(), life, maxFrameSize, taker);
        this.drain = new Drain(life, workers.getFirst().loop(), source, receivers, tasks, sinks);
        for (Worker worker : workers) {
            worker.onRelease(() -> source.resume(worker.loop()));
        }
        meters.bind(source, gate, tasks, sinks.bySink());
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

    /** A recovery is on its way, and so far has come to what {@code progress} says. */
    void recovering(String progress) {
        life.recovering(progress);
    }

    /** Its recovery is complete: from now on checkpoints have it, unless it fails. */
    void recovered() {
        recovered = true;
    }

    /** Any thread: whether its recovery is complete. */
    boolean hasRecovered() {
        return recovered;
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
        operatorMark.takeEffect();
        source.start();
        life.opened();
        log.info("Pipeline '{}' promises: {}", pipeline.name(), guarantee());
    }

    @Override
    public void failed(Throwable cause) {
        if (!(cause instanceof PipelineFailedException)) { // which is about what a function has thrown
            FatalErrors.check(cause);
        }
        if (!end(String.valueOf(cause.getMessage()))) {
            return;
        }
        if (cause instanceof PipelineFailedException || cause instanceof StateAccessException) {
            log.error(
                    "Pipeline '{}' has failed: {}", pipeline.name(), cause.getMessage()); // their causes may quote data
        } else if (cause instanceof StoreException broken) {
            log.error(
                    "Pipeline '{}' has failed: {}. {}", pipeline.name(), broken.getMessage(), broken.action(), broken);
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
        if (!life.fail(reason)) {
            return false;
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

    /** How late its outputs were. */
    Latencies latencies() {
        return meters.latencies();
    }

    @Override
    public LongConsumer durations(String step) {
        return meters.durations(step);
    }

    @Override
    public void collected(DeadLetterCollector letters) {
        if (deadLetters != null) {
            deadLetters.add(pipeline.name(), letters.take());
        } // or else the next checkpoint takes them
    }

    /** Hands the frame of a dead letter to the pipeline, see {@link Redrive}. */
    CompletableFuture<Boolean> redrive(byte[] frame, long letter) {
        return entrance.redrive(frame, letter);
    }

    private void redriveNow(byte[] frame, MemoryDeadLetters letters, long letter, CompletableFuture<Boolean> redriven) {
        boolean claimed = letters.discard(letter);
        if (claimed) {
            TaskReceiver receiver = new TaskReceiver(tasks.getFirst(), gate, steady);
            receiver.begin(System.nanoTime());
            receiver.frame(frame);
            receiver.end();
        }
        redriven.complete(claimed);
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

    /** Since when and how far the heap is nearly full, or {@code null} if it is not. */
    HeapWatch.@Nullable Shortage heapShortage() {
        return heap.shortage();
    }

    Pipeline declaration() {
        return pipeline;
    }

    boolean failed() {
        return life.failed();
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

    /** Whether nothing is on its way between workers, see {@link Drain#quiet}. */
    boolean quiet() {
        return drain.quiet();
    }

    PipelineLife life() {
        return life;
    }

    OperatorMark operatorMark() {
        return operatorMark;
    }

    Drain drain() {
        return drain;
    }

    Gate gate() {
        return gate;
    }

    TcpSource source() {
        return source;
    }

    Stream<Worker> workers() {
        return workers.stream();
    }

    List<Task> tasks() {
        return tasks;
    }

    SinkConnections sinks() {
        return sinks;
    }
}
