package dev.bettong.checkpoint;

import dev.bettong.input.ClockKeeper;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.store.Backups;
import dev.bettong.store.Store;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes expired entities and dead letters beyond their bounds, and stores the readings of the clocks. Used on the store
 * thread.
 */
final class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /** Maximum number of stored entities of a state that a turn visits. */
    private static final int SWEPT_PER_TURN = 10_000;

    private final Store store;
    private final Durability durability;
    private final DeadLetterBounds bounds;
    private final List<DurablePipeline> pipelines;
    private final boolean orphans; // whether the journal holds entries of a pipeline that the application does not have
    private final Map<String, Long> expiring = new HashMap<>(); // milliseconds by state
    private final Map<String, byte @Nullable []> cursors = new HashMap<>(); // where the sweep of a state continues

    private final ClockKeeper clocks;
    private final AtomicLong expiredLetters = new AtomicLong(); // written by the store thread, read by scrapes
    private final AtomicLong expiredEntities = new AtomicLong(); // likewise

    Housekeeping(Store store, List<DurablePipeline> pipelines, Durability durability, DeadLetterBounds bounds) {
        this.store = store;
        this.bounds = bounds;
        this.pipelines = pipelines;
        this.orphans = !OrphanedPartitions.of(pipelines, store).isEmpty();
        this.durability = durability;
        this.clocks = new ClockKeeper(store, durability.clock());
        for (DurablePipeline pipeline : pipelines) {
            for (State<?> state : pipeline.declaredStates()) {
                if (!state.expireAfter().isZero()) {
                    expiring.put(state.name(), state.expireAfter().toMillis());
                }
            }
        }
    }

    /** Does a bounded amount of work; called after each checkpoint. */
    void turn() {
        // A recovery replays the events that were read after the cut of the last checkpoint, and must find the entities
        // that they touched.
        long from = store.manifest().cutAt().toEpochMilli();
        Set<String> sweepable = sweepable();
        expiring.forEach((state, millis) -> {
            if (!sweepable.contains(state)) {
                return;
            }
            Store.Sweep sweep = store.sweepExpired(state, from - millis, cursors.get(state), SWEPT_PER_TURN);
            cursors.put(state, sweep.cursor());
            expiredEntities.addAndGet(sweep.deleted());
        });
        Instant oldest = durability.clock().instant().minus(bounds.maxAge());
        expiredLetters.addAndGet(store.deadLetters()
                .prune(
                        bounds.maxCount(),
                        oldest,
                        (pipeline, dropped) -> durability.droppedLetters().add(pipeline, dropped, "max-count")));
        clocks.turn();
    }

    /** At the end of a run, after the last checkpoint. */
    void stop() {
        clocks.stop();
    }

    /**
     * The states that include every event read before the cut: not those of pipelines that have failed or still recover.
     */
    private Set<String> sweepable() {
        if (orphans) {
            return Set.of();
        }
        Set<String> states = new HashSet<>(expiring.keySet());
        new StateSharing(pipelines)
                .groups().stream()
                        .filter(group ->
                                group.stream().anyMatch(pipeline -> pipeline.failed() || !pipeline.hasRecovered()))
                        .flatMap(List::stream)
                        .forEach(pipeline -> states.removeAll(pipeline.states()));
        return states;
    }

    /** Any thread: dead letters that were deleted because of their age. */
    long expiredLetters() {
        return expiredLetters.get();
    }

    /** Any thread: stored entities that were deleted because no event had touched them for too long. */
    long expiredEntities() {
        return expiredEntities.get();
    }

    /** Makes a backup, and deletes the oldest ones. */
    Checkpoints.Backup backup() {
        store.checkPlace(); // otherwise the backup could end up in another directory
        Backups.Backup made =
                store.backups().create(durability.settings().backups().keep());
        log.info("Made a backup in {}", made.directory());
        return new Checkpoints.Backup(made.directory(), made.time());
    }
}
