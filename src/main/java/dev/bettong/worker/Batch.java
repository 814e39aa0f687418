package dev.bettong.worker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way from one worker to another, all bound for the same segment. Filled by the sender, emptied by the
 * receiver, and given back to the sender to be filled again.
 */
final class Batch {

    static final int CAPACITY = 512;

    /** What an event costs beside the bytes that it was made of: headers and references. */
    private static final int EVENT_OVERHEAD = 64;

    /** What the slots cost, also those without an event: two references and a partition each. */
    private static final int SLOTS_OVERHEAD = CAPACITY * (4 + 4 + 4);

    private static final long NO_FRAME = -1;

    final @Nullable Object[] events = new Object[CAPACITY];
    final @Nullable Object[] keys = new Object[CAPACITY];
    final int[] partitions = new int[CAPACITY];
    int segment;
    int size;

    /** When the bytes that led to the first event were read, by {@link System#nanoTime()}. */
    long readAt;

    /** The same, in milliseconds since 1970. */
    long readAtMillis;

    private long frame = NO_FRAME;
    private long frameBytes;

    /**
     * Adds an event; the batch must not be full.
     *
     * @param from number of the frame that the event came from; all events of a frame come one after the other
     * @param bytes size of that frame, which is counted once
     */
    void add(Object event, Object key, int partition, long from, int bytes) {
        events[size] = event;
        keys[size] = key;
        partitions[size] = partition;
        size++;
        if (frame != from) {
            frame = from;
            frameBytes += bytes;
        }
    }

    boolean full() {
        return size == CAPACITY;
    }

    /** Estimate of the memory that it takes with its events, in bytes. */
    long weight() {
        return SLOTS_OVERHEAD + frameBytes + (long) size * EVENT_OVERHEAD;
    }

    /** The bytes that an event of this batch was made of, on average. */
    int bytesPerEvent() {
        return size == 0 ? 0 : (int) (frameBytes / size);
    }

    void clear() {
        Arrays.fill(events, 0, size, null);
        Arrays.fill(keys, 0, size, null);
        size = 0;
        frame = NO_FRAME;
        frameBytes = 0;
    }
}
