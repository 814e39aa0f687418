package dev.bettong.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Latencies at a fixed rate, from when a message was due to be sent: if the sender is late because the program stalls, that
 * is the program's latency, too (no coordinated omission). Owned by the receiver's thread until the phase is over.
 *
 * <p>The {@code n}th output of a key is taken for that of the {@code n}th message that has one. With several connections
 * to the program, messages of two connections may change places, and so do their latencies.
 */
final class Recording {

    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);
    private static final int DIGITS = 3;

    private final Corpus corpus;
    private final Schedule schedule;
    private final long from;
    private final Histogram histogram = new Histogram(LONGEST, DIGITS);

    /**
     * Makes a recording.
     *
     * @param from first frame to record
     */
    Recording(Corpus corpus, Schedule schedule, long from) {
        this.corpus = corpus;
        this.schedule = schedule;
        this.from = from;
    }

    void arrived(int key, long count, long now) {
        long frame = corpus.frameOf(key, count);
        if (frame >= from) {
            histogram.recordValue(Math.clamp(now - schedule.due(frame), 0, LONGEST));
        }
    }

    /** In nanoseconds. */
    Histogram histogram() {
        return histogram;
    }
}
