package dev.bettong.embedded;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.worker.Worker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows whether the event loop of a worker turns: it beats there, and anybody can see when it did so last. */
final class Pulse {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LOOK_INSIDE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Worker worker;
    private volatile long beat = System.nanoTime(); // by the event loop
    private volatile @Nullable Thread thread; // by the event loop, at the first beat

    Pulse(Worker worker) {
        this.worker = worker;
    }

    void start() {
        beat = System.nanoTime();
        worker.loop().scheduleWithFixedDelay(this::beat, 0, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        thread = Thread.currentThread();
        beat = System.nanoTime();
    }

    /** Time for which the event loop should have turned and did not. */
    long silentNanos() {
        return Math.max(0, System.nanoTime() - beat - PERIOD_NANOS);
    }

    /** CPU time of its thread so far. */
    double busySeconds() {
        Thread known = thread;
        long nanos = known == null ? 0 : THREADS.getThreadCpuTime(known.threadId());
        return Math.max(0, nanos) / 1e9;
    }

    /** Where its thread is. */
    StackTraceElement[] stack() {
        Thread known = thread;
        return known == null ? new StackTraceElement[0] : known.getStackTrace();
    }

    WorkerStatus status() {
        long silent = silentNanos();
        String inside = silent < LOOK_INSIDE_NANOS ? null : inside(stack());
        return new WorkerStatus(worker.index(), busySeconds(), Duration.ofNanos(silent), inside);
    }

    /** The innermost call that says something: most functions that do not return wait inside the JDK. */
    static @Nullable String inside(StackTraceElement... stack) {
        return Arrays.stream(stack)
                .filter(call -> !call.getClassName().startsWith("java.")
                        && !call.getClassName().startsWith("jdk.")
                        && !call.getClassName().startsWith("sun."))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse(null);
    }
}
