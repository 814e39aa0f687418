package dev.bettong.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How late a thread wakes up that asked to sleep for a millisecond: what the machine and the virtual machine do to any
 * thread of this process, whatever it has to do. Owned by the thread that begins and ends it.
 */
final class Hiccups implements AutoCloseable {

    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS); // owned by the thread until it has ended
    private final Thread thread = new Thread(this::sleep, "bench-hiccups");
    private volatile boolean closed; // set by close, read by the thread

    Hiccups() {
        histogram.setAutoResize(true);
        thread.setDaemon(true);
        thread.start();
    }

    private void sleep() {
        while (!closed) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            histogram.recordValue(Math.max(0, System.nanoTime() - begun - SLEEP_NANOS));
        }
    }

    /** In nanoseconds; once it is closed. */
    Histogram histogram() {
        return histogram;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
