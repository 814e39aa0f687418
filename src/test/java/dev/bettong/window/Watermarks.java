package dev.bettong.window;

import java.util.HashMap;
import java.util.Map;

/**
 * The watermark of what a pipeline reads on one worker: all events before it have been seen, as far as the streams keep to
 * their bound. It is the lowest of those streams that count, and never goes back. Times are milliseconds since 1970. Owned by
 * the worker.
 *
 * <p>A stream is what keeps an order of its own, such as a connection. One that is idle does not count until its next event,
 * and one that is closed does not count any more; if none counts, the watermark stands.
 */
final class Watermarks {

    /** Before the first event. */
    static final long NONE = -(1L << 60);

    /** Behind the last event. */
    static final long END = 1L << 60;

    private final long outOfOrder;
    private final Map<Long, Stream> streams = new HashMap<>();
    private long watermark = NONE;

    /** Prepares the watermark of streams whose events may be earlier than their latest by {@code outOfOrder}. */
    Watermarks(long outOfOrder) {
        this.outOfOrder = outOfOrder;
    }

    private static final class Stream {

        private long watermark = NONE;
        private boolean counts;
    }

    long current() {
        return watermark;
    }

    /** A stream counts although it has had no event: there is something to come. */
    void expect(long stream) {
        of(stream).counts = true;
    }

    /** An event has come; returns the watermark, which is to be applied before the event is handled. */
    long event(long stream, long time) {
        Stream of = of(stream);
        of.counts = true;
        of.watermark = Math.max(of.watermark, time - outOfOrder);
        return advance();
    }

    /** Nothing has come on a stream for too long; returns the watermark. */
    long idle(long stream) {
        of(stream).counts = false;
        return advance();
    }

    /** A stream is closed; returns the watermark. */
    long closed(long stream) {
        streams.remove(stream);
        return advance();
    }

    /** No stream will ever have an event again; returns the watermark. */
    long ended() {
        watermark = END;
        return watermark;
    }

    private Stream of(long stream) {
        return streams.computeIfAbsent(stream, added -> new Stream());
    }

    private long advance() {
        long lowest = Long.MAX_VALUE;
        for (Stream each : streams.values()) {
            if (each.counts) {
                lowest = Math.min(lowest, each.watermark);
            }
        }
        if (lowest != Long.MAX_VALUE && lowest > watermark) {
            watermark = lowest;
        }
        return watermark;
    }
}
