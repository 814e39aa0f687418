package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** Before a step with timers of event time: fires what is due of an event's key, and has had no turn yet. */
final class CatchUpOperator extends Operator {

    private final SegmentTime segment;
    private final EventTimes times;
    private final Operator step;

    CatchUpOperator(SegmentTime segment, EventTimes times, Operator step) {
        this.segment = segment;
        this.times = times;
        this.step = step;
    }

    @Override
    void process(Object event, Object key, int partition) {
        if (segment.behind()) { // while timers fire, none of the key's is due before the one that does
            times.firing(() -> segment.catchUp(key));
        }
        step.process(event, key, partition);
    }

    @Override
    Operator handsTo() {
        return step;
    }

    @Override
    @Nullable
    String place() {
        return null;
    }
}
