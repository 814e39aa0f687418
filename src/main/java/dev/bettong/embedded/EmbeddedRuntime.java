package dev.bettong.embedded;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.DroppedDeadLetters;
import dev.bettong.checkpoint.Durability;
import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.checkpoint.DurableDeadLetters;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.checkpoint.StateSharing;
import dev.bettong.checkpoint.StoreThread;
import dev.bettong.checkpoint.StoredCheckpoints;
import dev.bettong.codec.StateCodecs;
import dev.bettong.input.DiskHealth;
import dev.bettong.input.SteadyClock;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.state.StateLimits;
import dev.bettong.state.WorkerEntities;
import dev.bettong.watch.HeapWatch;
import dev.bettong.watch.WorkerWatch;
import dev.bettong.worker.CriticalThreads;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.Tracing;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines on this machine: one event loop for each worker, and no other thread on the data path.
 *
 * <p>A stop is a sequence: the sources stop reading, what was read runs through to the sinks, the sinks send what they
 * have, then everything closes. A deadline bounds it. Without a data directory, outputs that are unsent by then are
 * counted as lost.
 */
public final class EmbeddedRuntime implements PipelineRuntime {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRuntime.class);
    private static final long EXPIRY_LOG_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STORE_CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LAST_CHECKPOINT_TIMEOUT = Duration.ofSeconds(30);

    private final EmbeddedSettings settings;
    private final PhaseListener phases;
    private final Loops loops;
    private final boolean watched;
    private final @Nullable Durability durability;
    private final List<Worker> workers;
    private final DeadLetters deadLetters;
    private final Sources sources;
    private final List<EmbeddedPipeline> pipelines;
    private final PipelineControl control;
    private final WorkerWatch watch;
    private final Inspection inspection;
    private final AtomicBoolean stopped = new AtomicBoolean(); // set by the first thread that stops it

    /**
     * Wires the pipelines, which must have passed the start-up check; nothing runs yet.
     *
     * @param phases called at each phase of checkpoints and recoveries, if the runtime is durable
     * @param tracing traces frames; {@code null} for no tracing
     */
    public EmbeddedRuntime(
            BoundPipelines bound,
            EmbeddedSettings settings,
            EmbeddedMetrics metrics,
            PhaseListener phases,
            @Nullable Tracing tracing) {
        this(bound, settings, metrics, phases, tracing, threads -> Machine.real(settings.workers(), threads));
    }

    /** The same on a machine that need not be this one. */
    public EmbeddedRuntime(
            BoundPipelines bound,
            EmbeddedSettings settings,
            EmbeddedMetrics metrics,
            PhaseListener phases,
            @Nullable Tracing tracing,
            Machine.Maker machines) {
        List<Pipeline> pipelines = bound.pipelines();
        this.settings = settings;
        this.phases = phases;
        CriticalThreads threads = new CriticalThreads(
                settings.fatalErrors() == FatalErrorPolicy.HALT ? new ProcessHalt() : this::failAll);
        Machine machine = machines.of(threads);
        this.loops = machine.loops();
        this.watched = machine.watched();
        Clock clock = machine.clock();
        SteadyClock steady = new SteadyClock(clock, machine.nanoTime());
        DurabilitySettings durable = settings.durability();
        this.durability = durable == null
                ? null
                : new Durability(durable, new DiskHealth(clock), steady, phases, metrics.durability(), threads);
        this.workers = workers(clock);
        HeapWatch heap = new HeapWatch(settings.heapNearlyFull(), clock);
        MemoryDeadLetters letters = new MemoryDeadLetters(
                pipelines.size(), settings.deadLetters(), steady, new DroppedDeadLetters(steady), this::redrive);
        this.deadLetters = durability == null ? letters : new DurableDeadLetters(durability, this::redrive);
        this.sources = new Sources(threads);
        RuntimeContext context = new RuntimeContext(
                workers,
                loops,
                bound,
                this.sources,
                settings,
                metrics,
                clock,
                steady,
                heap,
                letters,
                durability,
                tracing);
        this.pipelines = pipelines.stream()
                .map(pipeline -> new EmbeddedPipeline(pipeline, context))
                .toList();
        this.sources.wire(context);
        if (durability != null) {
            new StateSharing(List.copyOf(this.pipelines)).connect();
        }
        this.control = new OperatorControl(this.pipelines, durability, clock);
        metrics.expiry(deadLetters, this::expiredEntities);
        metrics.heap(heap);
        this.watch = new WorkerWatch(
                workers,
                settings.workerDelayLimit(),
                clock,
                threads,
                List.of(heap::look, new ExpiryLog(EXPIRY_LOG_NANOS, this::expiredEntities, deadLetters::expired)));
        metrics.workers(watch.heartbeats());
        this.inspection = new LiveInspection(this.pipelines, workers, watch, settings, this::checkpoints, clock);
        for (Pipeline pipeline : pipelines) {
            metrics.deadLetters(pipeline.name(), deadLetters);
            metrics.partitions(pipeline.name(), inspection);
        }
    }

    private List<Worker> workers(Clock clock) {
        DeadLetterCollector.Room room = settings.deadLetters().room(settings.workers());
        StateLimits share = settings.state().share(settings.workers());
        List<Worker> all = new ArrayList<>();
        for (EventLoop loop : loops.all()) {
            WorkerEntities entities = durability == null ? new WorkerEntities(share) : durability.entities(loop, share);
            all.add(new Worker(all.size(), loop, entities, clock, room));
        }
        return all;
    }

    @Override
    public void start() {
        if (watched) {
            watch.start();
        }
        try {
            if (durability == null) {
                pipelines.forEach(pipeline -> pipeline.openSinks());
                pipelines.forEach(EmbeddedPipeline::openSource);
            } else {
                durability.start(List.copyOf(pipelines), workers, watch::describe);
            }
        } catch (RuntimeException e) {
            stop(); // otherwise the event loops would keep the process alive
            throw e;
        }
    }

    @Override
    public void stop() {
        if (stopped.getAndSet(true)) {
            return;
        }
        StopSequence sequence = new StopSequence();
        StoreThread store = durability == null ? null : durability.loop();
        if (store != null) {
            store.stopping();
        }
        drain(sequence, store, System.nanoTime() + settings.shutdownTimeout().toNanos());
        close(sequence, store);
        sequence.end();
    }

    private void drain(StopSequence sequence, @Nullable StoreThread store, long deadline) {
        sequence.await("the sources to stop", this::stopReading, deadline);
        sequence.await("the journal to be synced", () -> drains().allMatch(Drain::accepted), deadline);
        sequence.await("events between workers, and calls", () -> drains().allMatch(Drain::over), deadline);
        sequence.await("the sinks to send", () -> all(Drain::flushSinks), this::unsent, deadline);
        if (store != null) {
            sequence.step(() -> takeLast(sequence, store, deadline));
        }
    }

    /**
     * Stops the sources before the pipelines, so that each frame goes to all pipelines that read its source, or to none.
     */
    private CompletableFuture<Void> stopReading() {
        return CompletableFuture.allOf(sources.stop(), all(Drain::stopReading));
    }

    /** Closes the store even if a worker hangs in a function: should the worker return, it finds the store closed. */
    private void close(StopSequence sequence, @Nullable StoreThread store) {
        boolean saved =
                store != null; // in the last checkpoint; otherwise the next start computes them again from the journal
        sequence.step(() -> pipelines.forEach(EmbeddedPipeline::cancelCalls));
        sequence.await("the sinks to close", () -> all(drain -> drain.closeSinks(saved)), in(CLOSE_TIMEOUT));
        sequence.step(watch::stop);
        sequence.step(() -> loops.shutDown(CLOSE_TIMEOUT));
        sequence.await("the workers to end", this::workersEnded, in(CLOSE_TIMEOUT));
        if (store != null) {
            sequence.await("the store to close", store::close, in(STORE_CLOSE_TIMEOUT));
        }
    }

    private boolean workersEnded() {
        return workers.stream().allMatch(worker -> worker.loop().isTerminated());
    }

    private static long in(Duration timeout) {
        return System.nanoTime() + timeout.toNanos();
    }

    private void takeLast(StopSequence sequence, StoreThread store, long deadline) {
        phases.reached(CheckpointPhase.STOP_DRAINED);
        CompletableFuture<Void> last = store.takeLast(deadline);
        sequence.await("the last checkpoint", last::isDone, in(LAST_CHECKPOINT_TIMEOUT));
        if (last.isDone() && !last.isCompletedExceptionally()) {
            phases.reached(CheckpointPhase.STOP_SAVED);
            return;
        }
        log.warn(
                "Stopping without a last checkpoint; the next start replays the journal: {}",
                last.isDone() ? last.exceptionNow().getMessage() : "it takes too long");
    }

    /**
     * The entity of a key, not to be changed; {@code null} if it has none. For a thread that runs all workers.
     *
     * @throws Exception if it cannot be decoded
     */
    public @Nullable Object entity(State<?> state, Object key) throws Exception {
        for (Worker worker : workers) {
            WorkerEntities.InMemory found = worker.entities().look(state.name(), List.of(key));
            if (found != null) {
                return found.value();
            }
        }
        byte[] saved = workers.getFirst().entities().saved(state.name(), key);
        return saved == null ? null : StateCodecs.of(state).decode(saved);
    }

    private Stream<Drain> drains() {
        return pipelines.stream().map(EmbeddedPipeline::drain);
    }

    private CompletableFuture<Void> all(Function<Drain, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(drains().map(action).toArray(CompletableFuture<?>[]::new));
    }

    private String unsent() {
        return drains().flatMap(drain -> drain.unsent().stream()).collect(Collectors.joining("; ", ": ", ""));
    }

    @Override
    public List<PipelineStatus> pipelines() {
        return pipelines.stream().map(PipelineStatusAssembler::of).toList();
    }

    @Override
    public Optional<Checkpoints> checkpoints() {
        return Optional.ofNullable(durability)
                .map(Durability::loop)
                .map(loop -> new StoredCheckpoints(loop, List.copyOf(pipelines), settings.maxEntityLength()));
    }

    @Override
    public PipelineControl control() {
        return control;
    }

    @Override
    public Inspection inspection() {
        return inspection;
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Under {@link FatalErrorPolicy#FAIL}: a thread has met a fatal error, or one that must not end has ended. */
    private void failAll(Thread thread, Throwable thrown) {
        String reason = "thread '%s' cannot continue after %s; restart the application"
                .formatted(thread.getName(), thrown.getClass().getName());
        boolean first = false;
        for (EmbeddedPipeline pipeline : pipelines) {
            try {
                first |= pipeline.end(reason);
            } catch (RejectedExecutionException e) {
                first = true; // its worker has ended, and with it all that it could have been asked to end
            }
        }
        if (first) {
            log.error("All pipelines have failed: {}", reason, thrown);
        }
    }

    private long expiredEntities() {
        StoreThread store = durability == null ? null : durability.loop();
        return workers.stream().mapToLong(worker -> worker.entities().expired()).sum()
                + (store == null ? 0 : store.expiredEntities());
    }

    private CompletableFuture<Boolean> redrive(DeadLetter letter, byte @Nullable [] edited) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.name().equals(letter.pipeline()))
                .findFirst()
                .map(pipeline -> pipeline.redrive(letter, edited))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new IllegalPipelineStateException("There is no pipeline '%s'".formatted(letter.pipeline()))));
    }
}
