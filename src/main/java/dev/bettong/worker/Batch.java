package dev.bettong.worker;

import dev.bettong.chain.EventTimes;
import dev.bettong.chain.OperatorChain;
import dev.bettong.time.Watermarks;
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

    /** What the slots cost, also those without an event: three references and a partition each. */
    private static final int SLOTS_OVERHEAD = CAPACITY * (4 + 4 + 4 + 4);

    final @Nullable Object[] events = new Object[CAPACITY];
    final @Nullable Object[] keys = new Object[CAPACITY];
    final byte[] @Nullable [] frames = new byte[CAPACITY][];
    final int[] partitions = new int[CAPACITY];
    private long @Nullable [] times; // there in pipelines that need them
    private long @Nullable [] watermarks; // there in pipelines whose events bring their time with them
    private @Nullable Trace @Nullable [] traces; // there from the first event of a frame that is followed
    int segment;
    int source; // index of the source that has read what the events came from
    int sender; // index of the worker that has filled it
    int size;

    /** When the bytes that led to the first event were read, by {@link System#nanoTime()}. */
    long readAt;

    /** The same, in milliseconds since 1970. */
    long readAtMillis;

    private byte @Nullable [] lastFrame;
    private long frameBytes;

    /**
     * Adds an event; the batch must not be full.
     *
     * @param frame the frame that the event came from, whose size is counted once: all events of a frame come one after
     *     the other
     * @param trace what follows the frame, if anything does
     */
    @SuppressWarnings("ReferenceEquality") // the same array, not the same bytes
    void add(Object event, Object key, int partition, byte[] frame, @Nullable Trace trace) {
        if (trace != null) {
            follow(trace);
        }
        events[size] = event;
        keys[size] = key;
        partitions[size] = partition;
        frames[size] = frame;
        size++;
        if (lastFrame != frame) {
            lastFrame = frame;
            frameBytes += frame.length;
        }
    }

    /** Before an event is added: its time, in milliseconds since 1970. */
    void time(long millis) {
        long[] all = times == null ? new long[CAPACITY] : times;
        all[size] = millis;
        times = all;
    }

    /** The time of an event; all have one or none has. */
    long time(int index) {
        return times == null ? 0 : times[index];
    }

    /**
     * Before an event is added, or instead: the watermark of the sender at that time.
     *
     * @param millis from {@link EventTimes#handedTo}
     */
    void watermark(long millis) {
        long[] all = watermarks == null ? new long[CAPACITY] : watermarks;
        all[size] = millis;
        watermarks = all;
    }

    /** The watermark with an event; of a batch without events, the first one. */
    long watermark(int index) {
        return watermarks == null ? Watermarks.idle(Watermarks.NONE) : watermarks[index];
    }

    /** Index of the source that has read what an event came from, or {@link TaskContext#NO_SOURCE}. */
    @SuppressWarnings("ReferenceEquality") // this very array
    int sourceOf(int index) {
        return frames[index] == TaskContext.NO_FRAME ? TaskContext.NO_SOURCE : source;
    }

    /** Hands an event to the segment for which it is bound. */
    void handOn(int index, OperatorChain chain) {
        Object event = TaskContext.filled(events[index]);
        Object key = TaskContext.filled(keys[index]);
        if (watermarks == null) {
            chain.receive(segment, event, key, partitions[index]);
        } else {
            chain.receive(segment, event, key, partitions[index], sender, watermarks[index]);
        }
    }

    private void follow(Trace trace) {
        @Nullable Trace[] followed = traces == null ? new Trace[CAPACITY] : traces;
        followed[size] = trace;
        traces = followed;
    }

    /** What follows the frame of an event, on the worker that sent it. */
    @Nullable
    Trace trace(int index) {
        return traces == null ? null : traces[index];
    }

    boolean full() {
        return size == CAPACITY;
    }

    /** Estimate of the memory that it takes with its events, in bytes. */
    long weight() {
        int arrays = (times == null ? 0 : 1) + (watermarks == null ? 0 : 1);
        return SLOTS_OVERHEAD + (long) arrays * CAPACITY * Long.BYTES + frameBytes + (long) size * EVENT_OVERHEAD;
    }

    void clear() {
        Arrays.fill(events, 0, size, null);
        Arrays.fill(keys, 0, size, null);
        Arrays.fill(frames, 0, size, null);
        if (traces != null) {
            Arrays.fill(traces, 0, size, null);
        }
        size = 0;
        lastFrame = null;
        frameBytes = 0;
    }
}
