package dev.bettong.skew;

import java.util.List;

/** How the events that one worker has assigned of late are spread over partitions and keys. Immutable. */
public final class PartitionLoad {

    static final PartitionLoad NONE = new PartitionLoad(new long[0], 0, List.of());

    private final long[] events; // by partition; none if there were none
    private final long samples;
    private final List<HotKeys.Counted> keys;

    /**
     * Takes over what is given.
     *
     * @param samples size of the sample that the keys were counted in
     */
    PartitionLoad(long[] events, long samples, List<HotKeys.Counted> keys) {
        this.events = events;
        this.samples = samples;
        this.keys = keys;
    }

    long events(int partition) {
        return partition < events.length ? events[partition] : 0;
    }

    long samples() {
        return samples;
    }

    List<HotKeys.Counted> keys() {
        return keys;
    }
}
