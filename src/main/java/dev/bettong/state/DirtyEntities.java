package dev.bettong.state;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which entities of a state have changed since they were saved. Owned by the worker that owns the entities.
 *
 * <p>Time is cut into epochs. A {@link #cut} ends one: what was changed in it is encoded little by little, while functions
 * already change entities in the next one. An entity that a function is about to see while it still waits is encoded
 * first; so what is saved is the state at the cut, and the cut itself takes the same short time however much has changed.
 *
 * <pre>
 * changed in epoch 7 --cut--> waits --encoded--> saved, or given back if the checkpoint has failed
 *                             changed in epoch 8 ...
 * </pre>
 */
final class DirtyEntities {

    private static final int NO_CUT = -1;
    private static final byte[] NOTHING = {};

    /** Entities that are encoded between two looks at the clock. */
    private static final int STRIDE = 8;

    private final State<?> state;
    private final StateCodec<Object> codec;
    private final EntityStore store;
    private final EntityOutput output;
    private final EntitySize size;
    private List<Entity> changed = new ArrayList<>();
    private List<Entity> cut = List.of();
    private List<Entity> removed = new ArrayList<>(); // of those in cut
    private int encoded; // of the entities in cut, looking from its beginning
    private int epoch = 1;
    private int waitingEpoch = NO_CUT; // while some of its entities may wait
    private int savedEpoch = Entity.NEVER; // all changes up to it are in the store

    DirtyEntities(State<?> state, EntityStore store, EntityOutput output, EntitySize size) {
        this.state = state;
        this.codec = StateCodecs.of(state);
        this.store = store;
        this.output = output;
        this.size = size;
    }

    EntityStore.@Nullable SavedEntity read(Object key) {
        return store.read(state.name(), KeyCodec.encode(key));
    }

    Object decode(EntityStore.SavedEntity saved) {
        try {
            return codec.decode(saved.value());
        } catch (Throwable e) {
            throw new StateAccessException("cannot decode an entity", state.name(), e);
        }
    }

    /** An event is about to meet the entity: if it still waits, it is saved as it is now. */
    void beforeTouch(Entity entity) {
        if (entity.changedIn == waitingEpoch && entity.savedIn != waitingEpoch) {
            encode(entity);
        }
    }

    /** A function has changed the entity, or may have. */
    void add(Entity entity) {
        if (entity.changedIn != epoch) {
            entity.changedIn = epoch;
            changed.add(entity);
        }
    }

    /** The epoch that changes now belong to; it advances with each checkpoint. */
    int epoch() {
        return epoch;
    }

    /** Whether the store has the entity as it is. */
    boolean saved(Entity entity) {
        return entity.changedIn <= savedEpoch;
    }

    /** Ends the epoch: all that has changed waits to be encoded. */
    void cut() {
        cut = changed;
        encoded = 0;
        waitingEpoch = epoch;
        epoch++;
        changed = new ArrayList<>();
    }

    /**
     * Encodes entities that wait.
     *
     * @param deadline when to stop, by {@link System#nanoTime()}
     * @return whether none waits any more
     */
    boolean encodeUntil(long deadline) {
        while (encoded < cut.size()) {
            int end = Math.min(encoded + STRIDE, cut.size());
            for (; encoded < end; encoded++) {
                beforeTouch(cut.get(encoded));
            }
            if (System.nanoTime() - deadline >= 0) {
                break;
            }
        }
        if (encoded < cut.size()) {
            return false;
        }
        waitingEpoch = NO_CUT;
        return true;
    }

    private void encode(Entity entity) {
        byte[] key;
        byte[] value;
        try {
            key = KeyCodec.encode(entity.key);
            value = entity.removed ? NOTHING : codec.encode(entity.value);
        } catch (Throwable e) {
            throw new StateAccessException("cannot encode an entity", state.name(), e);
        }
        if (entity.removed) {
            output.remove(state.name(), key);
            removed.add(entity);
        } else {
            output.save(state.name(), key, value, entity.touchedMillis);
            size.encoded(key.length, value.length);
        }
        entity.savedIn = entity.changedIn;
    }

    /**
     * What was encoded since the cut is in the store.
     *
     * @return the entities that are deleted there, and not made again since: they need not be in memory
     */
    List<Entity> saved() {
        savedEpoch = epoch - 1;
        cut = List.of();
        List<Entity> gone = removed.stream()
                .filter(entity -> entity.removed && saved(entity))
                .toList();
        removed = new ArrayList<>();
        return gone;
    }

    /** The checkpoint has failed: what had changed before its cut goes into the next one. */
    void giveBack() {
        waitingEpoch = NO_CUT;
        removed = new ArrayList<>();
        for (Entity entity : cut) {
            add(entity);
        }
        cut = List.of();
    }

    /** Between two checkpoints: nothing is to be saved any more of what has changed. */
    void forgetAll() {
        changed = new ArrayList<>();
    }

    /** Entities changed since the last cut. */
    int pending() {
        return changed.size();
    }
}
