package dev.bettong.watch;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.worker.Worker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows whether the event loop of a worker turns: it beats there, and anybody can see when it did so last. With every
 * fourth beat it also shows how the worker is loaded.
 */
public final class WorkerHeartbeat {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int BEATS_OF_LOAD = 4;
    private static final long LOOK_INSIDE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Worker worker;
    private volatile long beat = System.nanoTime(); // by the event loop
    private volatile @Nullable Thread thread; // by the event loop, at the first beat
    private volatile long lag; // nanoseconds, by the event loop
    private volatile double busy; // share of a core, by the event loop
    private volatile long progress = beat; // by the watch: when it saw the last event that was handled
    private final long[] delays = new long[BEATS_OF_LOAD]; // of the last beats; of the event loop
    private int beats; // of the event loop
    private long loadedAt; // of the event loop
    private double loadedSeconds; // of the event loop
    private long eventsSeen; // of the watch

    WorkerHeartbeat(Worker worker) {
        this.worker = worker;
    }

    public void start() {
        beat = System.nanoTime();
        worker.loop().scheduleWithFixedDelay(this::beat, 0, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        thread = Thread.currentThread();
        long now = System.nanoTime();
        delays[beats++ % BEATS_OF_LOAD] = now - beat - PERIOD_NANOS;
        beat = now;
        lag = Math.max(0, Arrays.stream(delays).min().orElseThrow());
        if (beats % BEATS_OF_LOAD == 0) {
            showLoad(now);
        }
    }

    private void showLoad(long now) {
        double seconds = busySeconds();
        busy = loadedAt == 0 ? 0 : (seconds - loadedSeconds) / ((now - loadedAt) / 1e9);
        loadedAt = now;
        loadedSeconds = seconds;
        worker.renewLoads();
    }

    /** Watch, once a second: a long read of events that take their time is not a call that does not return. */
    public void look() {
        long events = worker.events();
        if (events != eventsSeen) {
            eventsSeen = events;
            progress = System.nanoTime();
        }
    }

    /** Time for which the event loop should have turned and did not. */
    public long silentNanos() {
        return Math.max(0, System.nanoTime() - beat - PERIOD_NANOS);
    }

    /** Time for which it has neither turned nor taken an event. */
    public long stuckNanos() {
        return Math.min(silentNanos(), System.nanoTime() - progress);
    }

    /** CPU time of its thread so far. */
    public double busySeconds() {
        Thread known = thread;
        long nanos = known == null ? 0 : THREADS.getThreadCpuTime(known.threadId());
        return Math.max(0, nanos) / 1e9;
    }

    /** Where its thread is. */
    StackTraceElement[] stack() {
        Thread known = thread;
        return known == null ? new StackTraceElement[0] : known.getStackTrace();
    }

    /** How late its event loop is: of late all the time, or at this moment if that is more and noticeable. */
    public Duration delay() {
        long silent = silentNanos();
        return Duration.ofNanos(silent >= LOOK_INSIDE_NANOS ? Math.max(lag, silent) : lag);
    }

    /** The step that its thread is in, if it is in one and this is its stack. */
    WorkerStatus.@Nullable StepPlace step(StackTraceElement... stack) {
        return worker.place(stack);
    }

    public WorkerStatus status() {
        WorkerStatus.Call call = stuckNanos() < LOOK_INSIDE_NANOS ? null : call(stack());
        return new WorkerStatus(worker.index(), busySeconds(), busy, delay(), call);
    }

    private WorkerStatus.Call call(StackTraceElement... stack) {
        return new WorkerStatus.Call(Duration.ofNanos(stuckNanos()), inside(stack), step(stack));
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
