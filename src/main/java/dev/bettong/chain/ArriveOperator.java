package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** Where an event goes on behind a partitioning on the same worker, and brings its time with it. */
final class ArriveOperator extends Operator {

    private final EventTimes times;
    private final int segment;
    private final Operator next;

    ArriveOperator(EventTimes times, int segment, Operator next) {
        this.times = times;
        this.segment = segment;
        this.next = next;
    }

    @Override
    void process(Object event, Object key, int partition) {
        times.arrive(segment);
        next.process(event, key, partition);
        times.fire(segment); // what the event has set for a time that is over
    }

    @Override
    Operator handsTo() {
        return next;
    }

    @Override
    @Nullable
    String place() {
        return null;
    }
}
