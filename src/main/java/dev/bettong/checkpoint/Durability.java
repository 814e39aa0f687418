package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.input.JournalSync;
import dev.bettong.input.JournaledPartition;
import dev.bettong.input.JournaledReceiver;
import dev.bettong.input.SteadyClock;
import dev.bettong.journal.JournalPartition;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.EntityStore;
import dev.bettong.state.StateAccessException;
import dev.bettong.state.StateLimits;
import dev.bettong.state.WorkerEntities;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.store.Stored;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import dev.bettong.worker.CriticalThreads;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What makes the embedded runtime survive a crash: a journal in front of every task, and a store behind all entities. The
 * workers are wired to both before the store is open.
 */
public final class Durability {

    /** Bytes that may wait for the journal, on a worker, before the source of the pipeline pauses. */
    private static final long MAX_WAITING_BYTES = 4 << 20;

    /** Bytes of unsaved state beyond the limit, on a worker, before sources pause. */
    private static final long MAX_EXCESS = 32 << 20;

    private final DurabilitySettings settings;
    private final SteadyClock clock;
    private final PhaseListener phases;
    private final DurabilityMetrics metrics;
    private final CriticalThreads threads;
    private final DroppedDeadLetters droppedLetters;
    private final DiskHealth disk;
    private final JournalSync sync;
    private final List<EntityEncoder> encoders = new ArrayList<>(); // by worker; filled while wiring
    private final List<EntityPressure> pressures = new ArrayList<>(); // by worker; filled while wiring
    private final List<JournaledPartition> partitions = new ArrayList<>(); // filled while wiring
    private volatile @Nullable StoreThread loop; // set once by start

    public Durability(
            DurabilitySettings settings,
            DiskHealth disk,
            SteadyClock clock,
            PhaseListener phases,
            DurabilityMetrics metrics,
            CriticalThreads threads) {
        this.settings = settings;
        this.clock = clock;
        this.phases = phases;
        this.metrics = metrics;
        this.threads = threads;
        this.droppedLetters = new DroppedDeadLetters(clock);
        this.disk = disk;
        this.sync =
                new JournalSync(settings.syncAlways(), settings.syncInterval().toNanos(), threads);
    }

    /** While wiring, called once for each worker, in order: the entities of that worker. */
    public WorkerEntities entities(EventLoop of, StateLimits share) {
        EntityEncoder encoder = new EntityEncoder(of);
        encoders.add(encoder);
        long excess = Math.min(share.bytes() / 4, MAX_EXCESS);
        EntityPressure pressure = new EntityPressure(() -> opened().wantsCheckpoint(), excess);
        pressures.add(pressure);
        return new WorkerEntities(share, new WorkerEntities.Durable(this::saved, encoder, pressure));
    }

    /** While wiring: the receiver that journals what the sources of a pipeline read on a worker. */
    public JournaledReceiver receiver(
            Pipeline pipeline, Worker worker, Task task, Backpressure backpressure, BooleanSupplier recovered) {
        pressures
                .get(worker.index())
                .pauses(backpressure, "unsaved state on worker %d".formatted(worker.index()), recovered);
        BufferLimit limit = backpressure.limit("journal of worker %d".formatted(worker.index()), MAX_WAITING_BYTES);
        JournaledReceiver receiver = new JournaledReceiver(
                worker, task, backpressure, limit, new JournaledReceiver.Journaling(disk, sync), clock);
        partitions.add(new JournaledPartition(
                JournalPartition.ofWorker(pipeline.name(), worker.index()),
                pipeline.sources().stream().map(Source::name).toList(),
                worker,
                receiver));
        return receiver;
    }

    private EntityStore.@Nullable SavedEntity saved(String state, byte[] key) {
        try {
            Stored stored = opened().store().entity(state, key);
            return stored == null ? null : new EntityStore.SavedEntity(stored.bytes(), stored.touchedMillis());
        } catch (StoreException e) { // its message is about files
            throw new StateAccessException("cannot read an entity: " + e.getMessage(), state, e);
        } catch (RuntimeException e) {
            throw new StateAccessException("cannot read an entity", state, e);
        }
    }

    /**
     * Opens the store and begins the recovery. The sources open once it is complete.
     *
     * @throws RuntimeStartException if the store cannot be opened or does not fit the pipelines, or the recovery fails
     *     while the start waits for it
     */
    public void start(List<DurablePipeline> pipelines, List<Worker> on, IntFunction<String> describe) {
        try {
            Store store = Recovery.open(pipelines, settings, clock);
            try {
                loop = new StoreThread(store, this, pipelines, on, describe);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
            opened().start();
        } catch (StoreException e) {
            throw StartFailures.of(e);
        }
    }

    private StoreThread opened() {
        StoreThread started = loop;
        if (started == null) {
            throw new IllegalStateException("the store is not open");
        }
        return started;
    }

    /** The store thread, or {@code null} if it was not opened. */
    @Nullable
    public StoreThread loop() {
        return loop;
    }

    DurabilitySettings settings() {
        return settings;
    }

    /** The clock of all timestamps in the store. */
    SteadyClock clock() {
        return clock;
    }

    PhaseListener phases() {
        return phases;
    }

    DurabilityMetrics metrics() {
        return metrics;
    }

    DroppedDeadLetters droppedLetters() {
        return droppedLetters;
    }

    public DiskHealth disk() {
        return disk;
    }

    /** Makes the threads of the store. */
    CriticalThreads threads() {
        return threads;
    }

    JournalSync sync() {
        return sync;
    }

    /** The entity encoders, by worker. */
    List<EntityEncoder> encoders() {
        return encoders;
    }

    List<JournaledPartition> partitions() {
        return partitions;
    }
}
