package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entities of all states on one worker: pipelines that name the same state find the same entities. Owned by that
 * worker.
 */
public final class WorkerEntities {

    private final StateLimits limits;
    private final @Nullable Durable durable;
    private final Map<String, Entities> byState = new LinkedHashMap<>(); // filled while wiring
    private final Map<String, Timers> timers = new LinkedHashMap<>(); // by state; filled while wiring
    private final Map<String, DirtyEntities> changes = new LinkedHashMap<>(); // by state; filled while wiring
    private final Map<String, DirtyEntities> cut =
            new LinkedHashMap<>(); // by state; what the checkpoint that runs has to save
    private long nowMillis;
    private long expired; // read by scrapes, which may see it late

    /** Entities that live in memory only; those of new keys beyond the limits are refused. */
    public WorkerEntities(StateLimits limits) {
        this.limits = limits;
        this.durable = null;
    }

    /** Entities that checkpoints save; beyond the limits, those that are saved leave memory. */
    public WorkerEntities(StateLimits limits, Durable durable) {
        this.limits = limits;
        this.durable = durable;
    }

    /**
     * Where entities are saved.
     *
     * @param store what checkpoints have saved
     * @param output takes what the checkpoint that runs has to save
     * @param pressure is notified when there are more than the limits allow
     */
    public record Durable(EntityStore store, EntityOutput output, Pressure pressure) {}

    /** Is notified that entities beyond the limit cannot leave memory, because no checkpoint has saved them. Called by the worker. */
    public interface Pressure {

        /** A checkpoint should be taken. */
        void wantsCheckpoint();

        /**
         * How far the estimated bytes are beyond the limit.
         *
         * @param bytes 0 if they are not
         */
        void excess(long bytes);
    }

    public Entities of(State<?> state, Partitioning partitioning) {
        return byState.computeIfAbsent(state.name(), name -> make(state, partitioning));
    }

    /**
     * The timers of a step.
     *
     * @param saved the state in which they are saved, see {@link StepStates#timers}
     * @param state the one that the step uses
     */
    public Timers timers(State<SavedTimer> saved, State<?> state, Partitioning partitioning) {
        return timers.computeIfAbsent(saved.name(), name -> {
            Timers made = new Timers(durable == null ? null : of(saved, partitioning), partitioning);
            of(state, partitioning).add(made);
            return made;
        });
    }

    /** Whether entities outlive the process. */
    public boolean durable() {
        return durable != null;
    }

    /** Where checkpoints find what the engine keeps in a state of {@link StepStates}; {@code null} if nothing is ever saved. */
    public <K, V> @Nullable InternalState<K, V> internal(State<V> state) {
        return durable == null ? null : new InternalState<>(of(state, new Partitioning.Hashed(1)));
    }

    /**
     * Before the first event: sets a timer that was saved.
     *
     * @param state see {@link StepStates#timers}
     * @param key one of this worker's
     */
    public void restoreTimer(String state, Object key, long at) {
        Timers of = timers.get(state);
        if (of != null) {
            of.restore(key, at);
        }
    }

    private Entities make(State<?> state, Partitioning partitioning) {
        EntitySize size = new EntitySize(state);
        if (durable == null) {
            return new Entities(state, partitioning, this, null, size);
        }
        DirtyEntities made = new DirtyEntities(state, durable.store(), durable.output(), size);
        changes.put(state.name(), made);
        return new Entities(state, partitioning, this, made, size);
    }

    /**
     * What memory knows of a key, or {@code null} if nothing. Neither touches nor changes it; not to be kept.
     *
     * @param keys the keys that a person may mean, see {@link KeyCodec#keys}
     * @throws dev.bettong.runtime.InvalidRequestException if the state has keys that people cannot write
     */
    public @Nullable InMemory look(String state, List<Object> keys) {
        Entities entities = byState.get(state);
        return entities == null ? null : entities.look(keys);
    }

    /** The stored form of the entity that a key had at the last checkpoint; {@code null} if there is none. */
    public byte @Nullable [] saved(String state, Object key) {
        EntityStore.SavedEntity saved = durable == null ? null : durable.store().read(state, KeyCodec.encode(key));
        return saved == null ? null : saved.value();
    }

    /**
     * What memory knows of a key.
     *
     * @param value its entity, or {@code null} if that is deleted, whatever the store still has
     */
    public record InMemory(@Nullable Object value) {}

    private Entities entities(String state) {
        return Objects.requireNonNull(byState.get(state), state);
    }

    /** The events that follow were read at this time, by a clock that is never set, in milliseconds since 1970. */
    public void readAt(long millis) {
        nowMillis = millis;
    }

    /** When the event that is handled was read, in milliseconds since 1970. */
    public long nowMillis() {
        return nowMillis;
    }

    /**
     * Begins a checkpoint of the states as they are now.
     *
     * @param states says which states to save; the others keep their changes for themselves, and until a cut has them do
     *     not count as waiting for a checkpoint
     */
    public void cut(Predicate<String> states) {
        changes.forEach((state, changed) -> {
            boolean saves = states.test(state);
            entities(state).leftOut(!saves);
            if (saves) {
                changed.cut();
                cut.put(state, changed);
            }
        });
    }

    /**
     * Between two checkpoints: forgets all that memory knows of some states, which no checkpoint will save any more.
     *
     * @param states their names
     */
    public void forget(Set<String> states) {
        states.forEach(state -> {
            Entities entities = byState.get(state);
            if (entities != null) {
                entities.forgetAll();
            }
            Timers set = timers.get(state);
            if (set != null) {
                set.forgetAll();
            }
        });
    }

    /**
     * Encodes entities for the checkpoint.
     *
     * @param deadline when to stop, by {@link System#nanoTime()}
     * @return whether all are encoded
     * @throws StateAccessException if an entity cannot be encoded
     */
    public boolean encodeUntil(long deadline) {
        for (DirtyEntities changed : cut.values()) {
            if (!changed.encodeUntil(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** The checkpoint is done: the store can be asked for what was encoded, and what is too much leaves memory. */
    public void saved() {
        cut.forEach((state, changed) -> changed.saved().forEach(entities(state)::drop));
        cut.clear();
        if (durable != null && bounded()) {
            byState.values().forEach(entities -> entities.makeRoom(null));
            durable.pressure().excess(excess(false));
        }
    }

    /** The checkpoint has failed: the next one will save its changes. */
    public void giveBack() {
        cut.values().forEach(DirtyEntities::giveBack);
        cut.clear();
    }

    /** Entities in memory. */
    long size() {
        return byState.values().stream().mapToLong(Entities::size).sum();
    }

    /** Entities that have changed since the last cut. */
    long pending() {
        return changes.values().stream().mapToLong(DirtyEntities::pending).sum();
    }

    boolean bounded() {
        return limits.bounded();
    }

    /**
     * Whether there are too many for a state to add one.
     *
     * @param leftOut whether checkpoints leave the state out: those of such states only count for each other
     */
    boolean overfull(boolean leftOut) {
        return (limits.entities() > 0 && counted(leftOut) > limits.entities()) || excess(leftOut) > 0;
    }

    /** Whether a further entity is one too many. */
    boolean full() {
        return (limits.entities() > 0 && counted(false) >= limits.entities())
                || (limits.bytes() > 0 && bytes(false) >= limits.bytes());
    }

    private long counted(boolean leftOut) {
        long counted = 0;
        for (Entities each : byState.values()) {
            counted += each.leftOut() == leftOut ? each.counted() : 0;
        }
        return counted;
    }

    private long bytes(boolean leftOut) {
        long bytes = 0;
        for (Entities each : byState.values()) {
            bytes += each.leftOut() == leftOut ? each.bytes() : 0;
        }
        return bytes;
    }

    private long excess(boolean leftOut) {
        return limits.bytes() == 0 ? 0 : Math.max(0, bytes(leftOut) - limits.bytes());
    }

    void expiredOne() {
        expired++;
    }

    /** Any thread: entities that have expired here so far; those that a sweep of the store deletes are not among them. */
    public long expired() {
        return expired;
    }

    /** There are too many, and the one that is next to leave is not saved. */
    void tooManyUnsaved() {
        if (durable != null) {
            durable.pressure().wantsCheckpoint();
            durable.pressure().excess(excess(false));
        }
    }
}
