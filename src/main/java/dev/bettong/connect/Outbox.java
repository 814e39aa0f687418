package dev.bettong.connect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Numbers the outputs of all workers for one sink, and has those that may be written, in the order of their numbers. Thread-safe. */
final class Outbox {

    private static final int MOST_OUTPUTS = 1_000; // of a batch
    private static final int MOST_BYTES = 1 << 20; // of a batch, unless a single output is longer

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, List<byte[]>> ready = new HashMap<>(); // by the number of the first; all under the lock
    private long next; // number that the next output gets
    private long expected; // number that is written next
    private long possible = -1; // highest number that the sink can have
    private boolean confirmed; // whether the sink has said what it has, and it fitted
    private boolean closed;

    /** Outputs with the numbers from {@code first} on. */
    record Batch(long first, List<byte[]> outputs) {

        long last() {
            return first + outputs.size() - 1;
        }
    }

    /** Takes the next numbers for so many outputs, and returns the first of them. */
    long number(int count) {
        lock.lock();
        try {
            long first = next;
            next += count;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Number that the next output gets. */
    long next() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Before the first output: an earlier run has given all numbers before this one. */
    void restore(long given) {
        lock.lock();
        try {
            next = Math.max(next, given);
            possible = next - 1;
        } finally {
            lock.unlock();
        }
    }

    /** Outputs may be written from now on. */
    void add(long first, List<byte[]> outputs) {
        lock.lock();
        try {
            ready.put(first, outputs);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The sink says what it has: the output behind that is written next. Returns the same number.
     *
     * @throws IllegalStateException if there is none such: it is of another data directory, or one of both has been set back
     */
    long confirm(long last) {
        lock.lock();
        try {
            long lowest = confirmed ? expected : lowest();
            if (last > possible) {
                throw new IllegalStateException(
                        "it has the outputs up to number %d, and the data directory has given it none behind number %d: either the"
                                        .formatted(last, possible)
                                + " data directory is an older one than that with which it was written, or another one writes"
                                + " there. Nothing is written until one of them is put right");
            }
            if (last < lowest - 1) {
                throw new IllegalStateException(
                        "it has the outputs up to number %d, and the next one that is left is %d: it has been set back, or its"
                                        .formatted(last, lowest)
                                + " last number was deleted. Nothing is written until that is put right");
            }
            confirmed = true;
            expected = lowest;
            advance(last);
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** The first that an earlier run has left. */
    private long lowest() {
        long first = ready.keySet().stream().mapToLong(each -> each).min().orElse(next);
        return Math.min(first, possible + 1);
    }

    /** All outputs up to this one are safe. */
    void written(long upTo) {
        lock.lock();
        try {
            advance(upTo);
        } finally {
            lock.unlock();
        }
    }

    private void advance(long upTo) {
        List<byte[]> run = ready.get(expected);
        while (run != null && expected <= upTo) {
            ready.remove(expected);
            int safe = (int) Math.min(run.size(), upTo + 1 - expected);
            expected += safe;
            if (safe < run.size()) {
                ready.put(expected, run.subList(safe, run.size()));
            }
            run = ready.get(expected);
        }
        expected = upTo + 1;
    }

    /** Waits for the outputs that are next; {@code null} if there will be none. They stay until they are written. */
    @Nullable
    Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ready.containsKey(expected) && !closed) {
                changed.await();
            }
            Batch taken = closed ? null : batch();
            possible = taken == null ? possible : Math.max(possible, taken.last());
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private Batch batch() {
        List<byte[]> outputs = new ArrayList<>();
        long bytes = 0;
        List<byte[]> run = ready.get(expected);
        while (run != null) {
            for (byte[] output : run) {
                if (outputs.size() == MOST_OUTPUTS || (bytes + output.length > MOST_BYTES && !outputs.isEmpty())) {
                    return new Batch(expected, outputs);
                }
                outputs.add(output);
                bytes += output.length;
            }
            run = ready.get(expected + outputs.size());
        }
        return new Batch(expected, outputs);
    }

    /** Waits so long, or until it is closed. */
    void awaitClosed(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is written any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
