package dev.bettong.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What has come back: for every key its outputs, each once and in order, or else a fault.
 *
 * <p>The receiver's thread writes. What it wrote before it published a number of outputs is seen by who read that number.
 */
abstract class Ledger {

    private final Corpus corpus;
    private final long[] counts; // by key
    private final AtomicLong published = new AtomicLong(); // outputs; written by the receiver, read by all
    private volatile long lastAt; // nanos; written by the receiver, read by all
    private volatile @Nullable String fault; // written by the receiver, read by all
    private volatile @Nullable Recording recording; // written between two phases, read by the receiver
    private long received;

    Ledger(Corpus corpus) {
        this.corpus = corpus;
        this.counts = new long[corpus.keys().size()];
    }

    /** Takes the latency of what comes from now on, or of nothing. */
    final void record(@Nullable Recording next) {
        recording = next;
    }

    /**
     * Receiver: takes outputs.
     *
     * @param now when they were read, by {@link System#nanoTime()}
     * @return where the first output begins that is not whole
     */
    final int outputs(byte[] bytes, int from, int to, long now) {
        Recording current = recording;
        int start = from;
        while (start < to) {
            int end = output(bytes, start, to, now, current);
            if (end < 0) {
                break;
            }
            start = end;
        }
        lastAt = now;
        published.lazySet(received);
        return start;
    }

    /**
     * Checks one output, and takes it or notes a fault.
     *
     * @return where the next begins, or -1 if this one is not whole
     */
    abstract int output(byte[] bytes, int start, int to, long now, @Nullable Recording current);

    /** Which of the outputs of a key has to come next, counted from 1. */
    final long next(int key) {
        return counts[key] + 1;
    }

    /** Takes the next output of a key. */
    final void take(int key, long now, @Nullable Recording current) {
        long count = ++counts[key];
        received++;
        if (current != null) {
            current.arrived(key, count, now);
        }
    }

    /** Notes what is wrong, unless something was before. */
    final void fault(String output, String what) {
        if (fault == null) {
            fault = "'%s': %s".formatted(output, what);
        }
    }

    /** Outputs that have come back. */
    final long received() {
        return published.get();
    }

    /** When the last of them came, by {@link System#nanoTime()}. */
    final long lastAt() {
        return lastAt;
    }

    /** What was wrong first, or {@code null}. */
    @Nullable
    final String fault() {
        return fault;
    }

    /**
     * Compares what has come back with what was sent, when all of it has.
     *
     * @throws IllegalStateException if a key has not as many outputs as it must have
     */
    final void verify(long frames) {
        for (int key = 0; key < counts.length; key++) {
            long expected = corpus.outputsBefore(frames, key);
            if (counts[key] != expected) {
                throw new IllegalStateException("'%s' must have %,d outputs and has %,d"
                        .formatted(corpus.keys().get(key), expected, counts[key]));
            }
        }
    }
}
