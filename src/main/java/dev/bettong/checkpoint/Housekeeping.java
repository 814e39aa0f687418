package dev.bettong.checkpoint;

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
 * Keeps the store small: clears away what has expired, and too many or too old dead letters; and stores what the clocks
 * read. Used on its thread.
 */
final class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

    /** Stored entities of a state that are looked at in a turn. */
    private static final int SWEPT_PER_TURN = 10_000;

    private final Store store;
    private final Durability durability;
    private final DeadLetterBounds bounds;
    private final List<DurablePipeline> pipelines;
    private final boolean orphans; // whether the journal holds entries of a pipeline that is not there
    private final Map<String, Long> expiring = new HashMap<>(); // milliseconds by state
    private final Map<String, byte @Nullable []> cursors = new HashMap<>(); // where the sweep of a state goes on

    private final ClockKeeper clocks;
    private final AtomicLong expiredLetters = new AtomicLong(); // written by the thread of the store, read by scrapes
    private final AtomicLong expiredEntities = new AtomicLong(); // likewise

    Housekeeping(Store store, List<DurablePipeline> pipelines, Durability durability, DeadLetterBounds bounds) {
        this.store = store;
        this.bounds = bounds;
        this.pipelines = pipelines;
        this.orphans = !OrphanedLanes.of(pipelines, store).isEmpty();
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

    /** Does a bounded piece of work; to be called after each checkpoint. */
    void turn() {
        // Events that are not in the last checkpoint were read after its cut, and may be handled again: what they would
        // find must not have been swept away.
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

    /** At the end of a run, behind the last checkpoint. */
    void stop() {
        clocks.stop();
    }

    /** States of which nobody holds events that are older than the last checkpoint, and may handle them later. */
    private Set<String> sweepable() {
        if (orphans) {
            return Set.of();
        }
        Set<String> states = new HashSet<>(expiring.keySet());
        pipelines.stream()
                .filter(pipeline -> pipeline.failed() || !pipeline.hasRecovered())
                .forEach(pipeline -> states.removeAll(pipeline.states()));
        return states;
    }

    /** Any thread: dead letters that were deleted since they were too old. */
    long expiredLetters() {
        return expiredLetters.get();
    }

    /** Any thread: stored entities that were deleted since no event had touched them for too long. */
    long expiredEntities() {
        return expiredEntities.get();
    }

    /** Makes a backup, and deletes the oldest ones. */
    Checkpoints.Backup backup() {
        store.checkPlace(); // or it would be made in another directory
        Backups.Backup made =
                store.backups().create(durability.settings().backups().keep());
        log.info("Made a backup in {}", made.directory());
        return new Checkpoints.Backup(made.directory(), made.time());
    }
}
