package dev.bettong.chain;

import dev.bettong.pipeline.Outcome;
import dev.bettong.state.Entity;
import dev.bettong.state.StateAccess;
import org.jspecify.annotations.Nullable;

/** Calls a function with an event and the entity of its key, and takes note of whether it has changed the entity. */
final class StateCall<O> implements Call<O> {

    private final Function<O> function;
    private final StateAccess entities;

    StateCall(Function<O> function, StateAccess entities) {
        this.function = function;
        this.entities = entities;
    }

    /** The author's function, of whichever kind. */
    @FunctionalInterface
    interface Function<O> {

        Outcome<O> compute(Object key, Object event, Object entity) throws Exception;
    }

    @Override
    public @Nullable O call(Object event, Object key, int partition) throws Exception {
        Entity entity = entities.entity(key, partition);
        Outcome<O> outcome = null;
        try {
            outcome = function.compute(key, event, entity.value);
            if (outcome.timer() != null && !outcome.timer().cleared()) {
                throw new IllegalStateException("the step has no function for the timer that this one has set");
            }
            return outcome.output();
        } finally {
            note(outcome, entity, entities);
        }
    }

    /** What has become of an entity; without an outcome, the function has thrown, and may have changed half of it. */
    static void note(@Nullable Outcome<?> outcome, Entity entity, StateAccess entities) {
        if (outcome == null || outcome.changed()) {
            if (outcome != null && outcome.removed()) {
                entities.removed(entity);
            } else {
                entities.changed(entity);
            }
        }
    }
}
