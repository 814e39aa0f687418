package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.KeyParser;
import dev.bettong.keys.Partitioning;
import dev.bettong.keys.UnsupportedKeyException;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one state that a worker owns. In memory are those that were touched; the others, if there is a store,
 * are in what checkpoints have saved. Owned by that worker.
 *
 * <p>An entity that is not touched within the time that its state says has its initial value when it is touched again. That is decided by
 * the time at which the event was read, so that a replay of the same events decides alike.
 */
public final class Entities implements StateAccess {

    /** Expired entities that one touch clears away: more than one, so that they cannot pile up. */
    private static final int EXPIRED_PER_TOUCH = 2;

    /** Touches that are saved of an entity within the time after which it expires; their times are rounded to that. */
    private static final int TOUCHES_SAVED = 64;

    private final State<?> state;
    private final WorkerEntities all;
    private final Partitioning partitioning;
    private final EntityIndex index;
    private final @Nullable DirtyEntities changes; // none, if nothing is ever saved
    private final EntitySize size;
    private final boolean bounded; // or its keys are a fixed list
    private final @Nullable LruOrder recency; // none, if the order is not needed
    private final long expireMillis;
    private final long touchUnit; // milliseconds
    private final List<Timers> keeping = new ArrayList<>(); // of the steps that use this state; filled while wiring
    private boolean leftOut; // of the last checkpoint, and of the next ones until its pipelines have recovered

    Entities(
            State<?> state,
            Partitioning partitioning,
            WorkerEntities all,
            @Nullable DirtyEntities changes,
            EntitySize size) {
        this.state = state;
        this.all = all;
        this.partitioning = partitioning;
        this.index = EntityIndex.of(partitioning);
        this.changes = changes;
        this.size = size;
        this.bounded = all.bounded() && !partitioning.oneKeyEach();
        this.expireMillis = state.expireAfter().toMillis();
        this.touchUnit = Math.max(1, expireMillis / TOUCHES_SAVED);
        this.recency = expireMillis > 0 || (bounded && changes != null) ? new LruOrder() : null;
    }

    /**
     * The entity of a key, read or made if it is not in memory; as it was at the cut, it has been saved.
     *
     * @throws StateFullException if it is new, and without a store there is no room for it
     */
    @Override
    public Entity entity(Object key, int partition) {
        Entity entity = index.find(key, partition);
        if (entity == null) {
            entity = changes == null ? first(key, partition) : recall(changes, key, partition);
            add(entity);
        } else if (changes != null) {
            changes.beforeTouch(entity);
            if (entity.removed) {
                entity.value = state.initial().get();
            }
        }
        if (recency != null) {
            touch(recency, entity);
        }
        return entity;
    }

    /** Gives a key an entity, whatever it had: that is not read. */
    void replace(Object key, int partition, Object value) {
        Entity entity = unread(key, partition);
        entity.value = value;
        changed(entity);
    }

    /** Deletes the entity of a key without reading it. */
    void delete(Object key, int partition) {
        removed(unread(key, partition));
    }

    private Entity unread(Object key, int partition) {
        Entity entity = index.find(key, partition);
        if (entity == null) {
            entity = initial(key, partition);
            add(entity);
            return entity;
        }
        if (changes != null) {
            changes.beforeTouch(entity);
        }
        if (recency != null) {
            touch(recency, entity);
        }
        return entity;
    }

    private Entity first(Object key, int partition) {
        if (bounded && all.full()) {
            if (recency != null) {
                dropExpired(recency);
            }
            if (all.full()) {
                throw new StateFullException(state.name());
            }
        }
        return initial(key, partition);
    }

    private Entity recall(DirtyEntities stored, Object key, int partition) {
        EntityStore.SavedEntity saved = stored.read(key);
        if (saved == null) {
            return initial(key, partition);
        }
        if (expired(saved.touchedMillis())) {
            all.expiredOne();
            return initial(key, partition);
        }
        long touched = saved.touchedMillis() == Entity.KEPT && !hasTimer(key) ? touchedNow() : saved.touchedMillis();
        return new Entity(key, partition, stored.decode(saved), touched);
    }

    private Entity initial(Object key, int partition) {
        return new Entity(key, partition, state.initial().get(), hasTimer(key) ? Entity.KEPT : touchedNow());
    }

    private boolean hasTimer(Object key) {
        return !keeping.isEmpty() && keeping.stream().anyMatch(timers -> timers.at(key) != Timers.NEVER);
    }

    private void add(Entity entity) {
        index.add(entity);
        if (recency != null) {
            recency.add(entity);
            if (changes != null) {
                makeRoom(entity);
            }
        }
    }

    /**
     * Drops the least recently touched entities from memory, while there are too many; those that no checkpoint
     * has saved have to stay, and ask for one.
     *
     * @param added an entity that stays, or {@code null}
     */
    void makeRoom(@Nullable Entity added) {
        if (recency == null) {
            return;
        }
        while (all.overfull(leftOut)) {
            Entity oldest = recency.oldest();
            if (oldest == null || oldest == added) {
                return;
            }
            if (!clean(oldest)) {
                all.tooManyUnsaved();
                return;
            }
            forget(recency, oldest);
        }
    }

    /** Whether the last cut has left the state out. */
    void leftOut(boolean now) {
        leftOut = now;
    }

    boolean leftOut() {
        return leftOut;
    }

    /** Leaves nothing in memory, also of what no checkpoint has saved. */
    void forgetAll() {
        index.clear();
        if (recency != null) {
            recency.clear();
        }
        if (changes != null) {
            changes.forgetAll();
        }
    }

    /** Entities in memory that count towards the limit. */
    long counted() {
        return bounded ? index.size() : 0;
    }

    /** Estimated bytes in memory of those that count towards the limit. */
    long bytes() {
        return counted() * size.bytes();
    }

    private void touch(LruOrder order, Entity entity) {
        if (expireMillis == 0) {
            if (changes != null && entity.orderedIn != changes.epoch()) { // the order need not be more exact
                entity.orderedIn = changes.epoch();
                order.touch(entity);
            }
            return;
        }
        order.touch(entity);
        if (!entity.removed && expired(entity.touchedMillis)) {
            entity.value = state.initial().get();
            all.expiredOne();
            changed(entity);
        }
        long now = touchedNow();
        if (entity.touchedMillis < now) { // readers' clocks may differ
            entity.touchedMillis = now;
            if (!entity.removed) {
                changed(entity); // when it was touched has to survive, too
            }
        }
        dropExpired(order);
    }

    private void dropExpired(LruOrder order) {
        for (int i = 0; i < EXPIRED_PER_TOUCH; i++) {
            Entity oldest = order.oldest();
            if (oldest != null && oldest.touchedMillis == Entity.KEPT) {
                order.touch(oldest);
                continue;
            }
            if (oldest == null || !expired(oldest.touchedMillis) || !clean(oldest)) {
                return;
            }
            forget(order, oldest);
            if (changes == null) { // or the store still has it, until a sweep deletes it
                all.expiredOne();
            }
        }
    }

    /** Rounded up, so that an entity never expires early, and not every touch has to be saved. */
    private long touchedNow() {
        return Math.ceilDiv(all.nowMillis(), touchUnit) * touchUnit;
    }

    private boolean expired(long touchedMillis) {
        return expireMillis > 0 && all.nowMillis() - touchedMillis > expireMillis;
    }

    private boolean clean(Entity entity) {
        return changes == null || changes.saved(entity);
    }

    private void forget(LruOrder order, Entity entity) {
        order.remove(entity);
        index.drop(entity);
    }

    /** Takes note that a function has changed an entity, or may have. */
    @Override
    public void changed(Entity entity) {
        if (changes != null) {
            entity.removed = false;
            changes.add(entity);
        } else if (bounded) {
            size.changed(entity);
        }
    }

    /** While wiring: timers of a step that uses this state. */
    void add(Timers timers) {
        keeping.add(timers);
    }

    @Override
    public void keep(Entity entity) {
        if (expireMillis > 0 && entity.touchedMillis != Entity.KEPT) {
            entity.touchedMillis = Entity.KEPT;
            changed(entity);
        }
    }

    @Override
    public void release(Entity entity) {
        if (expireMillis > 0 && entity.touchedMillis == Entity.KEPT && !hasTimer(entity.key)) {
            entity.touchedMillis = touchedNow();
            changed(entity);
        }
    }

    /** Deletes an entity that a function has met: in memory, and in the store with the next checkpoint. */
    @Override
    public void removed(Entity entity) {
        if (changes == null) {
            drop(entity);
        } else {
            entity.removed = true;
            changes.add(entity);
        }
    }

    /** The store does not have a deleted entity any more. */
    void drop(Entity deleted) {
        index.drop(deleted);
        if (recency != null) {
            recency.remove(deleted);
        }
    }

    /**
     * What memory knows of the first of these keys that is in memory, or {@code null}; it is not touched.
     *
     * @throws InvalidRequestException if the keys here are of a type that people cannot write
     */
    WorkerEntities.@Nullable InMemory look(List<Object> keys) {
        for (Object key : keys) {
            int partition = partitioning.partitionOf(key);
            Entity found = partition == Partitioning.UNKNOWN ? null : index.find(key, partition);
            if (found != null && found.key.equals(key)) { // a single partition takes any key
                return new WorkerEntities.InMemory(found.removed ? null : found.value);
            }
        }
        Entity any = index.any();
        if (any != null && !canBeWritten(any.key)) {
            throw new InvalidRequestException("State '%s' has keys of type %s, which cannot be looked up in memory"
                    .formatted(state.name(), any.key.getClass().getSimpleName()));
        }
        return null;
    }

    private static boolean canBeWritten(Object key) {
        try {
            return KeyParser.keys(KeyCodec.describe(KeyCodec.encode(key))).contains(key);
        } catch (UnsupportedKeyException inMemoryOnly) {
            return false;
        }
    }

    /** Entities in memory. */
    int size() {
        return index.size();
    }
}
