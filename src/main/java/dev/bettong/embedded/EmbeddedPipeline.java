package dev.bettong.embedded;

import dev.bettong.chain.EntryPoints;
import dev.bettong.checkpoint.DurablePipeline;
import dev.bettong.checkpoint.Redrive;
import dev.bettong.checkpoint.UnsentOutputs;
import dev.bettong.input.DiskHealth;
import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.restore.PipelineRestore;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.StepStates;
import dev.bettong.store.SavedOutputs;
import dev.bettong.store.Store;
import dev.bettong.watch.HeapWatch;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.PauseSwitch;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline on this machine: its task on every worker, its sources, the connections of its sinks, and the back-pressure
 * that stops the sources when something is full. Thread-safe; its parts are owned by the workers.
 */
final class EmbeddedPipeline implements DurablePipeline, TaskListener {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPipeline.class);

    private final Pipeline pipeline;
    private final Backpressure backpressure;
    private final PipelineMetrics meters;
    private final List<Worker> workers;
    private final Guarantee guarantee;
    private final List<String> sources; // names
    private final Set<String> states;
    private final List<Task> tasks; // by worker
    private final SinkConnections sinks;
    private final PipelineInputs inputs;
    private final @Nullable MemoryDeadLetters deadLetters; // or they are in the store
    private final @Nullable DiskHealth disk;
    private final HeapWatch heap;
    private final PipelineLife life;
    private final FailedEnd ending;
    private final PauseSwitch pauseSwitch;
    private final RedriveInbox redriveInbox;
    private final EntryReplay entryReplay;
    private final PipelineRestore restore;
    private final PipelineTime time;
    private final Drain drain;
    private volatile boolean recovered; // set by the store thread, read by workers at a cut

    EmbeddedPipeline(Pipeline pipeline, RuntimeContext context) {
        this.pipeline = pipeline;
        Clock clock = context.clock();
        this.heap = context.heap();
        this.life = new PipelineLife(pipeline.name(), clock);
        this.ending = new FailedEnd(life, this::abandon);
        this.backpressure = new Backpressure(clock, this::readingChanged);
        this.pauseSwitch = new PauseSwitch(pipeline.name(), backpressure);
        this.meters = context.metrics().pipeline(pipeline.name());
        this.workers = context.workers();
        this.guarantee = Guarantee.of(pipeline, context);
        this.sources = pipeline.sources().stream().map(Source::name).toList();
        this.states = declaredStates().stream().map(State::name).collect(Collectors.toUnmodifiableSet());
        this.sinks = new SinkConnections(pipeline, context, backpressure, this::hasRecovered, meters::latency);
        List<RedriveInbox.SourceLimit> limits = RedriveInbox.limits(pipeline, context);
        int partitions = context.settings().partitions();
        EntryPoints entryPoints =
                EntryPoints.of(pipeline, context.eventTypes(), partitions, RedriveInbox.largestFrame(limits));
        TaskPlan plan = new TaskPlan(pipeline, partitions, entryPoints);
        this.tasks = PipelineTasks.of(plan, context, sinks, this, backpressure);
        this.restore = new PipelineRestore(plan, workers, tasks, new PipelineRestore.Clocks(clock, context.steady()));
        this.entryReplay = new EntryReplay(workers, tasks, entryPoints);
        this.inputs = new PipelineInputs(pipeline, context, tasks, backpressure, this::hasRecovered, this::cannotRead);
        this.deadLetters = context.durability() == null ? context.deadLetters() : null;
        this.disk = context.durability() == null ? null : context.durability().disk();
        if (disk != null) {
            disk.pauses(backpressure);
        }
        RedriveInbox.Taker taker = (what, redriven) -> inputs.redrive(what, deadLetters, redriven);
        this.redriveInbox = new RedriveInbox(workers, life, backpressure, limits, entryPoints, taker);
        this.drain = new Drain(life, workers.getFirst().loop(), inputs, tasks, sinks);
        this.time = new PipelineTime(tasks);
        meters.bind(inputs, backpressure, tasks, sinks.bySink());
        meters.bind(time, clock);
    }

    @Override
    public void recovering(String progress) {
        life.recovering(progress);
    }

    @Override
    public void recovered() {
        recovered = true;
    }

    @Override
    public boolean hasRecovered() {
        return recovered;
    }

    @Override
    public CompletableFuture<Void> beginReplay(Store store) {
        return restore.restore(store);
    }

    @Override
    public void cut(Worker worker) {
        restore.save(worker);
    }

    @Override
    public void replay(JournalPartition partition, int source, JournalEntry entry, Runnable done) {
        entryReplay.replay(partition, source, entry, done);
    }

    @Override
    public ReplayEnd endReplay() {
        if (!restore.endRun()) {
            return ReplayEnd.GOES_ON;
        }
        return restore.runEnded() ? ReplayEnd.CHANGED : ReplayEnd.UNCHANGED;
    }

    @Override
    public void openSource() {
        pauseSwitch.takeEffect();
        Set<String> missing = inputs.open(this::opened);
        if (!missing.isEmpty()) {
            life.waiting("waiting for the other readers of its source: %s".formatted(String.join(", ", missing)));
        }
    }

    private void opened() {
        life.opened();
        log.info("Pipeline '{}' promises: {}", pipeline.name(), guarantee());
    }

    /**
     * Fails the pipeline if a source cannot be opened: the caller, which also gets the exception, may be another
     * pipeline.
     */
    private void cannotRead(RuntimeStartException cause) {
        if (end("%s %s".formatted(cause.getMessage(), cause.action()))) {
            log.error("Pipeline '{}' has failed: {} {}", pipeline.name(), cause.getMessage(), cause.action());
        }
    }

    @Override
    public void failed(Throwable cause) {
        ending.failed(cause);
    }

    @Override
    public boolean end(String reason) {
        return ending.end(reason);
    }

    @Override
    public void endWithSharer(String reason) {
        ending.endWithSharer(reason);
    }

    private void abandon() {
        inputs.stop();
        PipelineTasks.onEach(workers, tasks, Task::abandon);
    }

    /** Gives up the calls that are under way: the runtime stops. */
    void cancelCalls() {
        PipelineTasks.onEach(workers, tasks, task -> task.calls().end());
    }

    @Override
    public void sharesStateWith(List<DurablePipeline> others) {
        ending.sharesStateWith(others);
    }

    /** Latencies of its outputs. */
    LatencyHistogram latencies() {
        return meters.latencies();
    }

    @Override
    public LongConsumer durations(String step) {
        return meters.durations(step);
    }

    @Override
    public LongConsumer callDurations(String step) {
        return meters.callDurations(step);
    }

    @Override
    public IntConsumer backlog(Step.Calling step, int worker) {
        return backpressure.limit(
                "calls of '%s' on worker %d".formatted(step.name(), worker),
                step.calls().inFlight())::update;
    }

    @Override
    public void collected(DeadLetterCollector letters) {
        if (deadLetters != null) {
            deadLetters.add(pipeline.name(), letters.take());
        } // otherwise the next checkpoint takes them
    }

    /** Hands a dead letter to the pipeline, see {@link Redrive}. */
    CompletableFuture<Boolean> redrive(DeadLetter letter, byte @Nullable [] edited) {
        return redriveInbox.redrive(letter, edited);
    }

    private void readingChanged() {
        inputs.readingChanged();
    }

    @Override
    public String name() {
        return pipeline.name();
    }

    /** Its end-to-end guarantee, in a sentence. */
    String guarantee() {
        return guarantee.text();
    }

    /** What is wrong with the disk, or {@code null} if nothing is, or nothing is kept there. */
    DiskHealth.@Nullable Trouble diskTrouble() {
        return disk == null ? null : disk.trouble();
    }

    /** Since when and how far the heap is nearly full, or {@code null} if it is not. */
    HeapWatch.@Nullable Shortage heapShortage() {
        return heap.shortage();
    }

    Pipeline declaration() {
        return pipeline;
    }

    @Override
    public boolean failed() {
        return life.failed();
    }

    @Override
    public List<State<?>> declaredStates() {
        return StepStates.of(pipeline);
    }

    @Override
    public List<String> sources() {
        return sources;
    }

    @Override
    public Set<String> states() {
        return states;
    }

    @Override
    public boolean quiet() {
        return drain.quiet();
    }

    PipelineLife life() {
        return life;
    }

    @Override
    public PauseSwitch pauseSwitch() {
        return pauseSwitch;
    }

    Drain drain() {
        return drain;
    }

    @Override
    public Backpressure backpressure() {
        return backpressure;
    }

    /** How far its time has come. */
    PipelineTime time() {
        return time;
    }

    PipelineInputs inputs() {
        return inputs;
    }

    Stream<Worker> workers() {
        return workers.stream();
    }

    List<Task> tasks() {
        return tasks;
    }

    @Override
    public boolean restore(SavedOutputs outputs) {
        return sinks.restore(outputs);
    }

    @Override
    public List<UnsentOutputs> unsent(Worker worker) {
        return sinks.unsent(worker);
    }

    @Override
    public DeadLetterCollector deadLetters(Worker worker) {
        return tasks.get(worker.index()).deadLetters();
    }

    @Override
    public void openSinks() {
        sinks.open();
    }

    SinkConnections sinks() {
        return sinks;
    }
}
