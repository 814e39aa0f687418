package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/**
 * A way into a chain.
 *
 * @param place the source or step whose function is called before any operator; {@code null} if there is none
 * @param first the first operator
 * @param index its number in {@code position}
 */
record Entrance(@Nullable String place, Operator first, StepPosition position, int index) {

    /** The worker is about to come in here. */
    void enter() {
        position.enter(index);
    }

    /** Comes in with an event. */
    void receive(Object event, Object key, int partition) {
        enter();
        first.process(event, key, partition);
        position.leave();
    }
}
