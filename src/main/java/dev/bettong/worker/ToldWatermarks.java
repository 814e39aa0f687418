package dev.bettong.worker;

import dev.bettong.chain.EventTimes;
import dev.bettong.chain.Segments;
import dev.bettong.pipeline.Step;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The watermarks of a task that other workers have. Owned by the worker. */
final class ToldWatermarks {

    /** The other worker does not know any yet; behind all others, and none that {@link EventTimes} hands on. */
    private static final long NONE = Long.MIN_VALUE;

    private final long[][] bySegment; // and worker
    private final int[] partitioned; // segments to which other workers send
    private final int self;

    ToldWatermarks(Segments segments, int workers, int self) {
        this.bySegment = new long[segments.count()][workers];
        this.partitioned = IntStream.range(Segments.FIRST + 1, segments.count())
                .filter(segment -> segments.cut(segment) instanceof Step.Partitioning)
                .toArray();
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
        for (int segment : partitioned) {
            long watermark = times.handedTo(segment);
            for (int worker = 0; worker < bySegment[segment].length; worker++) {
                if (worker != self && bySegment[segment][worker] != watermark) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Tells the workers that do not know how far time has come. If streams have ended before their last watermark was told, it is
     * told first, and then that they hold back nobody.
     */
    void tell(EventTimes times, Teller teller) {
        for (int segment : partitioned) {
            long watermark = times.handedTo(segment);
            for (int worker = 0; worker < bySegment[segment].length; worker++) {
                if (worker != self && bySegment[segment][worker] != watermark) {
                    if (times.endsBehind(segment, bySegment[segment][worker], watermark)) {
                        teller.tell(segment, worker, times.stands(segment));
                    }
                    bySegment[segment][worker] = watermark;
                    teller.tell(segment, worker, watermark);
                }
            }
        }
    }
}
