package dev.bettong.embedded;

import dev.bettong.store.JournalEntry;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Lane;
import dev.bettong.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays the journal: hands every entry behind the last checkpoint to the worker that now has its lane, in the order of
 * the lane, and no faster than the pipelines take it. Used on the thread of the store, while the sources are closed.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** Entries of a lane that are under way to its worker. */
    private static final int WINDOW = 64;

    private static final int ENTRIES_BETWEEN_REPORTS = 100;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Store store;
    private final List<EmbeddedPipeline> pipelines;
    private final BooleanSupplier stopping;
    private final Milestones milestones;
    private final Map<Lane, Long> replayed = new HashMap<>();
    private long entries;
    private long lastReadMillis;

    Recovery(Store store, List<EmbeddedPipeline> pipelines, BooleanSupplier stopping, Milestones milestones) {
        this.store = store;
        this.pipelines = pipelines;
        this.stopping = stopping;
        this.milestones = milestones;
    }

    /** A lane that is being replayed. */
    private record LaneReplay(Lane lane, EmbeddedPipeline pipeline, JournalReader journal, Semaphore window)
            implements AutoCloseable {

        @Override
        public void close() {
            journal.close();
        }
    }

    /**
     * Replays all lanes.
     *
     * @return positions of the last entries that were replayed
     * @throws dev.bettong.store.StoreException if the journal cannot be read
     */
    Map<Lane, Long> replay() throws InterruptedException {
        List<LaneReplay> replays = new ArrayList<>();
        try {
            for (Lane lane : store.lanes()) {
                open(lane, replays);
            }
            List<LaneReplay> left = new ArrayList<>(replays);
            while (!left.isEmpty() && !stopping.getAsBoolean()) {
                left.removeIf(replay ->
                        replay.pipeline().failed() || !replay.journal().hasNext());
                boolean moved = false;
                for (LaneReplay replay : left) {
                    moved |= next(replay);
                }
                if (!moved) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
            for (LaneReplay replay : replays) {
                replay.window().acquire(WINDOW);
            }
        } finally {
            replays.forEach(LaneReplay::close);
        }
        awaitThat(() -> pipelines.stream().allMatch(EmbeddedPipeline::quiet));
        pipelines.stream()
                .filter(EmbeddedPipeline::failed)
                .forEach(failed ->
                        replayed.keySet().removeIf(lane -> lane.pipeline().equals(failed.name())));
        return replayed;
    }

    private void open(Lane lane, List<LaneReplay> replays) {
        long from = store.manifest().position(lane);
        for (EmbeddedPipeline pipeline : pipelines) {
            if (pipeline.name().equals(lane.pipeline())) {
                replays.add(new LaneReplay(lane, pipeline, store.replay(lane, from), new Semaphore(WINDOW)));
                return;
            }
        }
        try (JournalReader orphans = store.replay(lane, from)) {
            if (orphans.hasNext()) {
                log.warn(
                        "The journal holds frames of pipeline '{}', which this application does not have; they stay"
                                + " there until it has it again, and until then no entity on disk expires",
                        lane.pipeline());
            }
        }
    }

    /** Goes on with a lane, unless its pipeline or its worker has enough for now; returns whether it did. */
    private boolean next(LaneReplay replay) {
        if (!replay.pipeline().gate().open() || !replay.window().tryAcquire()) {
            return false;
        }
        JournalEntry entry = replay.journal().next();
        replay.pipeline().replay(replay.lane(), entry, replay.window()::release);
        replayed.put(replay.lane(), entry.position());
        entries++;
        lastReadMillis = Math.max(lastReadMillis, entry.timeMillis());
        if (entries % ENTRIES_BETWEEN_REPORTS == 0) {
            pipelines.forEach(each -> each.recovering("replaying the journal, %d reads so far".formatted(entries)));
            milestones.reached(Milestone.RECOVERY_REPLAYING);
        }
        return true;
    }

    private void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean() && !stopping.getAsBoolean()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** When the last of the reads that were replayed was made, by the steady clock; 0 if there was none. */
    long lastReadMillis() {
        return lastReadMillis;
    }

    /** Reads that were replayed. */
    long entries() {
        return entries;
    }
}
