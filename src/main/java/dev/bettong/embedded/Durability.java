package dev.bettong.embedded;

import dev.bettong.compute.EntityStore;
import dev.bettong.compute.StateAccessException;
import dev.bettong.compute.StateLimits;
import dev.bettong.compute.WorkerEntities;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.ClockReading;
import dev.bettong.store.Lane;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.store.Stored;
import dev.bettong.worker.EntityEncoder;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Mark;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes the embedded runtime survive a crash: a journal in front of every task, and a store behind all entities. The
 * workers are wired to both before the store is open.
 */
final class Durability {

    /** Bytes that may wait for the journal, on a worker, before the source of the pipeline pauses. */
    private static final long MAX_WAITING_BYTES = 4 << 20;

    /** Bytes of unsaved state beyond the limit, on a worker, before sources pause. */
    private static final long MAX_EXCESS = 32 << 20;

    private final DurabilitySettings settings;
    private final SteadyClock clock;
    private final Milestones milestones;
    private final DurabilityMetrics metrics;
    private final CriticalThreads threads;
    private final DroppedLetters droppedLetters;
    private final Disk disk;
    private final JournalSync sync;
    private final List<EntityEncoder> encoders = new ArrayList<>(); // by worker; filled while wiring
    private final List<EntityPressure> pressures = new ArrayList<>(); // by worker; filled while wiring
    private final List<JournaledLane> lanes = new ArrayList<>(); // filled while wiring
    private volatile @Nullable StoreLoop loop; // set once by start

    Durability(
            DurabilitySettings settings,
            Disk disk,
            SteadyClock clock,
            Milestones milestones,
            DurabilityMetrics metrics,
            CriticalThreads threads) {
        this.settings = settings;
        this.clock = clock;
        this.milestones = milestones;
        this.metrics = metrics;
        this.threads = threads;
        this.droppedLetters = new DroppedLetters(clock);
        this.disk = disk;
        this.sync =
                new JournalSync(settings.syncAlways(), settings.syncInterval().toNanos(), threads);
    }

    /** While wiring: the entities of the next worker. */
    WorkerEntities entities(EventLoop of, StateLimits share) {
        EntityEncoder encoder = new EntityEncoder(of);
        encoders.add(encoder);
        long mark = Math.min(share.bytes() / 4, MAX_EXCESS);
        EntityPressure pressure = new EntityPressure(() -> opened().wantsCheckpoint(), mark);
        pressures.add(pressure);
        return new WorkerEntities(share, new WorkerEntities.Durable(this::saved, encoder, pressure));
    }

    /** While wiring: who accepts what a source reads on a worker. */
    JournaledReceiver receiver(String pipeline, Worker worker, Task task, Gate gate, BooleanSupplier recovered) {
        pressures.get(worker.index()).closes(gate, "unsaved state on worker %d".formatted(worker.index()), recovered);
        Mark mark = gate.mark("journal of worker %d".formatted(worker.index()), MAX_WAITING_BYTES);
        JournaledReceiver receiver =
                new JournaledReceiver(worker, task, gate, mark, new JournaledReceiver.Journaling(disk, sync), clock);
        lanes.add(new JournaledLane(new Lane(pipeline, worker.index()), worker, receiver));
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
     * Opens the store and begins the recovery of what an earlier run has left; the sources open when that is done.
     *
     * @throws RuntimeStartException if the store cannot be opened or does not fit the pipelines, or the recovery fails
     *     soon
     */
    void start(List<EmbeddedPipeline> pipelines, List<Worker> on, WorkerWatch watch) {
        try {
            Store store = Store.open(settings.store());
            try {
                new StateRegistry(store).register(pipelines);
                resumeClock(store.clock());
                loop = new StoreLoop(store, this, pipelines, on, watch);
            } catch (RuntimeException e) {
                store.close();
                throw e;
            }
            opened().start();
        } catch (StoreException e) {
            throw new RuntimeStartException(String.valueOf(e.getMessage()), e.action(), e);
        }
    }

    private void resumeClock(ClockReading last) {
        if (last.steady().isAfter(Instant.EPOCH)) { // or this is the first run
            clock.resume(last, settings.maxDowntime());
        }
    }

    private StoreLoop opened() {
        StoreLoop started = loop;
        if (started == null) {
            throw new IllegalStateException("the store is not open");
        }
        return started;
    }

    /** The thread of the store, or {@code null} if it was not opened. */
    @Nullable
    StoreLoop loop() {
        return loop;
    }

    DurabilitySettings settings() {
        return settings;
    }

    /** The clock by which everything in the store is stamped. */
    SteadyClock clock() {
        return clock;
    }

    Milestones milestones() {
        return milestones;
    }

    DurabilityMetrics metrics() {
        return metrics;
    }

    DroppedLetters droppedLetters() {
        return droppedLetters;
    }

    Disk disk() {
        return disk;
    }

    /** Makes the threads of the store. */
    CriticalThreads threads() {
        return threads;
    }

    JournalSync sync() {
        return sync;
    }

    /** Who encodes the entities of each worker. */
    List<EntityEncoder> encoders() {
        return encoders;
    }

    List<JournaledLane> lanes() {
        return lanes;
    }
}
