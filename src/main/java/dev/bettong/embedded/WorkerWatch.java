package dev.bettong.embedded;

import dev.bettong.runtime.WorkerStatus;
import dev.bettong.worker.Worker;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the workers, and says in the log where one is stuck, and what has expired: on a thread of its own, since they
 * may all be stuck.
 */
final class WorkerWatch {

    private static final Logger log = LoggerFactory.getLogger(WorkerWatch.class);
    private static final long PERIOD_MILLIS = 250;

    /** A call that takes longer is taken for one that does not return. */
    static final Duration LONG = Duration.ofSeconds(3);

    private final List<Pulse> pulses;
    private final ExpiryLog expiries;
    private final Set<Pulse> stuck = new HashSet<>(); // by the thread
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bettong-watch");
        made.setDaemon(true);
        return made;
    });

    WorkerWatch(List<Worker> workers, EmbeddedMetrics metrics, ExpiryLog expiries) {
        this.expiries = expiries;
        this.pulses = workers.stream().map(Pulse::new).toList();
        for (int i = 0; i < pulses.size(); i++) {
            metrics.worker(i, pulses.get(i));
        }
    }

    void start() {
        pulses.forEach(Pulse::start);
        thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        expiries.look(System.nanoTime());
        for (int i = 0; i < pulses.size(); i++) {
            Pulse pulse = pulses.get(i);
            pulse.look();
            boolean lost = pulse.stuckNanos() > LONG.toNanos();
            if (lost && stuck.add(pulse)) {
                warn(i, pulse);
            } else if (!lost && stuck.remove(pulse)) {
                log.info("Worker {} goes on", i);
            }
        }
    }

    private static void warn(int worker, Pulse pulse) {
        StackTraceElement[] stack = pulse.stack();
        WorkerStatus.StepPlace step = pulse.call(stack).step();
        log.warn(
                "Worker {} has been in one call for more than {} s{}, and handles nothing else meanwhile:\n{}",
                worker,
                LONG.toSeconds(),
                step == null ? "" : ", in " + step.text(),
                Arrays.stream(stack).map(call -> "    at " + call).collect(Collectors.joining("\n")));
    }

    List<WorkerStatus> now() {
        return pulses.stream().map(Pulse::status).toList();
    }

    void stop() {
        thread.shutdownNow();
    }
}
