package dev.bettong.embedded;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.worker.Worker;
import dev.bettong.worker.WorkerDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the event loops of the workers, on a thread of its own, since a function may block all of them. A loop that is
 * late beyond the limit degrades the pipelines, and has one line in the log, with the place.
 */
final class WorkerWatch {

    private static final Logger log = LoggerFactory.getLogger(WorkerWatch.class);
    private static final long PERIOD_MILLIS = 250;

    private final List<Worker> workers;
    private final List<Watched> watched;
    private final Duration limit;
    private final Clock clock;
    private final List<Runnable> duties;
    private final ScheduledExecutorService thread;

    /**
     * Prepares the watch.
     *
     * @param limit how late an event loop may be before its worker counts as delayed
     * @param duties what else this thread does, a few times a second
     */
    WorkerWatch(
            List<Worker> workers,
            Duration limit,
            EmbeddedMetrics metrics,
            Clock clock,
            CriticalThreads threads,
            List<Runnable> duties) {
        this.duties = duties;
        this.thread = threads.scheduler("bettong-watch");
        this.workers = workers;
        this.limit = limit;
        this.clock = clock;
        this.watched = workers.stream().map(Pulse::new).map(Watched::new).toList();
        for (int i = 0; i < watched.size(); i++) {
            metrics.worker(i, watched.get(i).pulse);
        }
    }

    /** A worker, and since when it has been in time again. Owned by the thread of the watch, but for the pulse. */
    private static final class Watched {

        private final Pulse pulse;
        private boolean delayed;
        private long inTimeSince;

        Watched(Pulse pulse) {
            this.pulse = pulse;
        }
    }

    void start() {
        watched.forEach(each -> each.pulse.start());
        thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        duties.forEach(Runnable::run);
        for (int i = 0; i < watched.size(); i++) {
            look(i, watched.get(i));
        }
    }

    private void look(int index, Watched worker) {
        worker.pulse.look();
        Duration delay = worker.pulse.delay();
        long now = System.nanoTime();
        if (delay.compareTo(limit) > 0) {
            StackTraceElement[] stack = worker.pulse.stack();
            String detail = "worker %d has been %s".formatted(index, blocked(delay, worker.pulse.step(stack)));
            workers.get(index).delayed(new WorkerDelay(clock.instant().minus(delay), detail));
            if (!worker.delayed) {
                warn(index, blocked(delay, worker.pulse.step(stack)), stack);
            }
            worker.delayed = true;
            worker.inTimeSince = now;
        } else if (worker.delayed && now - worker.inTimeSince >= limit.toNanos()) { // no pause between two long calls
            worker.delayed = false;
            workers.get(index).delayed(null);
            log.info("Worker {} is in time again", index);
        }
    }

    private static String blocked(Duration delay, WorkerStatus.@Nullable StepPlace step) {
        return "blocked for %d s%s".formatted(delay.toSeconds(), step == null ? "" : " in " + step.text());
    }

    private static void warn(int worker, String blocked, StackTraceElement... stack) {
        log.warn(
                "Worker {} has been {}; its partitions wait, in all pipelines. A function must not block:\n{}",
                worker,
                blocked,
                Arrays.stream(stack).map(call -> "    at " + call).collect(Collectors.joining("\n")));
    }

    /** Any thread: a worker and, if its event loop does not turn, for how long and in which step. */
    String describe(int worker) {
        Pulse pulse = watched.get(worker).pulse;
        Duration delay = pulse.delay();
        return delay.toSeconds() == 0
                ? "worker %d".formatted(worker)
                : "worker %d (%s)".formatted(worker, blocked(delay, pulse.step(pulse.stack())));
    }

    /** How late an event loop may be. */
    Duration limit() {
        return limit;
    }

    List<WorkerStatus> now() {
        return watched.stream().map(each -> each.pulse.status()).toList();
    }

    void stop() {
        thread.shutdownNow();
    }
}
