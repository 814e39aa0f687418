package dev.bettong.chain;

/**
 * What time it is for a step, where the events bring their own.
 *
 * @param lag how far the step is behind its segment, since results of windows are that stay open for a while
 */
record SegmentClock(EventClock events, SegmentTime segment, long lag) implements StepClock {

    @Override
    public long eventTime() {
        return events.eventTime();
    }

    @Override
    public void begin(long millis) {
        events.begin(millis);
    }

    @Override
    public long watermark() {
        return segment.watermark() - lag;
    }

    @Override
    public void firing(long at, long millis) {
        segment.firing(at + lag);
        events.begin(at);
    }
}
