package dev.bettong.chain;

import dev.bettong.pipeline.Outcome;
import dev.bettong.state.Entity;
import dev.bettong.state.StateAccess;
import dev.bettong.state.Timers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function of a step with timers, with an event or with the time of a timer, and sets or clears the timer of the key
 * as the outcome says.
 */
final class TimedCall implements Call<Object> {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private final StateCall.Function<Object> function;
    private final StateAccess entities;
    private final Timers timers;
    private final StepClock clock;

    TimedCall(StateCall.Function<Object> function, StateAccess entities, Timers timers, StepClock clock) {
        this.function = function;
        this.entities = entities;
        this.timers = timers;
        this.clock = clock;
    }

    @Override
    public @Nullable Object call(Object event, Object key, int partition) throws Exception {
        Entity entity = entities.entity(key, partition);
        if (event instanceof Firing) {
            entities.release(entity);
        }
        Outcome<Object> outcome = null;
        try {
            outcome = function.compute(key, event, entity.value);
            if (outcome.timer() != null) {
                set(outcome.timer().at(time(event)), event, entity, key, partition);
            }
            return outcome.output();
        } finally {
            StateCall.note(outcome, entity, entities);
        }
    }

    private Instant time(Object event) {
        return event instanceof Firing firing ? firing.at() : Instant.ofEpochMilli(clock.eventTime());
    }

    private void set(@Nullable Instant at, Object event, Entity entity, Object key, int partition) {
        if (at == null) {
            timers.clear(key, partition);
            entities.release(entity);
            return;
        }
        if (event instanceof Firing firing && at.compareTo(firing.at()) <= 0) {
            throw new IllegalArgumentException(
                    "the timer was set to %s again, which is not after the time at which it fires, %s"
                            .formatted(at, firing.at())); // or it would fire for ever
        }
        timers.set(key, partition, millis(at));
        entities.keep(entity);
    }

    /** Rounded up: a timer does not fire before its time. */
    private static long millis(Instant at) {
        return at.plusNanos(NANOS_PER_MILLI - 1).toEpochMilli();
    }

    /**
     * Takes the place of the event when a timer fires.
     *
     * @param at for when it was set
     */
    record Firing(Instant at) {}
}
