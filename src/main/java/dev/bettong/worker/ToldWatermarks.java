package dev.bettong.worker;

import dev.bettong.chain.EventTimes;
import java.util.Arrays;

/** The watermarks of a task that other workers have. Owned by the worker. */
final class ToldWatermarks {

    /** No watermark: the other worker does not know any yet. */
    private static final long NONE = Long.MIN_VALUE;

    private final long[][] bySegment; // and worker
    private final int self;

    ToldWatermarks(int segments, int workers, int self) {
        this.bySegment = new long[segments][workers];
        this.self = self;
        for (long[] segment : bySegment) {
            Arrays.fill(segment, NONE);
        }
    }

    /** Sends a watermark to a worker. */
    @FunctionalInterface
    interface Teller {

        void tell(int segment, int worker, long watermark);
    }

    /** A worker is told with an event. */
    void told(int segment, int worker, long watermark) {
        bySegment[segment][worker] = watermark;
    }

    /** Whether a worker does not know how far time has come. */
    boolean missing(EventTimes times) {
        for (int segment = 1; segment < bySegment.length; segment++) {
            long watermark = times.handedTo(segment);
            for (int worker = 0; worker < bySegment[segment].length; worker++) {
                if (worker != self && bySegment[segment][worker] != watermark) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tells the workers that do not know how far time has come. */
    void tell(EventTimes times, Teller teller) {
        for (int segment = 1; segment < bySegment.length; segment++) {
            long watermark = times.handedTo(segment);
            for (int worker = 0; worker < bySegment[segment].length; worker++) {
                if (worker != self && bySegment[segment][worker] != watermark) {
                    bySegment[segment][worker] = watermark;
                    teller.tell(segment, worker, watermark);
                }
            }
        }
    }
}
