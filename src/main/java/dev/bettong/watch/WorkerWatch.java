package dev.bettong.watch;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.worker.CriticalThreads;
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
public final class WorkerWatch {

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
    public WorkerWatch(
            List<Worker> workers, Duration limit, Clock clock, CriticalThreads threads, List<Runnable> duties) {
        this.duties = duties;
        this.thread = threads.scheduler("bettong-watch");
        this.workers = workers;
        this.limit = limit;
        this.clock = clock;
        this.watched =
                workers.stream().map(WorkerHeartbeat::new).map(Watched::new).toList();
    }

    /** A worker, and since when it has been in time again. Owned by the thread of the watch, but for the pulse. */
    private static final class Watched {

        private final WorkerHeartbeat heartbeat;
        private boolean delayed;
        private long inTimeSince;

        Watched(WorkerHeartbeat heartbeat) {
            this.heartbeat = heartbeat;
        }
    }

    /** The heartbeats of the workers, in their order. */
    public List<WorkerHeartbeat> heartbeats() {
        return watched.stream().map(each -> each.heartbeat).toList();
    }

    public void start() {
        watched.forEach(each -> each.heartbeat.start());
        thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        duties.forEach(Runnable::run);
        for (int i = 0; i < watched.size(); i++) {
            look(i, watched.get(i));
        }
    }

    private void look(int index, Watched worker) {
        worker.heartbeat.look();
        Duration delay = worker.heartbeat.delay();
        long now = System.nanoTime();
        if (delay.compareTo(limit) > 0) {
            StackTraceElement[] stack = worker.heartbeat.stack();
            String detail = "worker %d has been %s".formatted(index, blocked(delay, worker.heartbeat.step(stack)));
            workers.get(index).delayed(new WorkerDelay(clock.instant().minus(delay), detail));
            if (!worker.delayed) {
                warn(index, blocked(delay, worker.heartbeat.step(stack)), stack);
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
    public String describe(int worker) {
        WorkerHeartbeat heartbeat = watched.get(worker).heartbeat;
        Duration delay = heartbeat.delay();
        return delay.toSeconds() == 0
                ? "worker %d".formatted(worker)
                : "worker %d (%s)".formatted(worker, blocked(delay, heartbeat.step(heartbeat.stack())));
    }

    /** How late an event loop may be. */
    public Duration limit() {
        return limit;
    }

    public List<WorkerStatus> now() {
        return watched.stream().map(each -> each.heartbeat.status()).toList();
    }

    public void stop() {
        thread.shutdownNow();
    }
}
