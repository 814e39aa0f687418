package dev.bettong.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a stop one after the other. Each runs whatever the ones before it have thrown, and none waits beyond
 * its deadline. For one thread.
 */
final class StopSequence {

    private static final Logger log = LoggerFactory.getLogger(StopSequence.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Throwable> failures = new ArrayList<>();
    private boolean interrupted; // restored at the end: a stop takes all its steps even so

    /** Runs a step. */
    void step(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            failures.add(thrown);
        }
    }

    /** Begins an action, and waits until it completes. */
    void await(String what, Supplier<CompletableFuture<Void>> begin, long deadline) {
        await(what, begin, () -> "", deadline);
    }

    /** The same, and logs details of what it waits for. */
    void await(String what, Supplier<CompletableFuture<Void>> begin, Supplier<String> details, long deadline) {
        step(() -> poll(what, begin.get()::isDone, details, deadline));
    }

    /**
     * Waits, and logs every second what it waits for. Gives up at the deadline.
     *
     * @param deadline by {@link System#nanoTime()}
     */
    void await(String what, BooleanSupplier done, long deadline) {
        step(() -> poll(what, done, () -> "", deadline));
    }

    private void poll(String what, BooleanSupplier done, Supplier<String> details, long deadline) {
        long reported = System.nanoTime();
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                log.warn("Stopping without waiting any longer for {}{}", what, details.get());
                return;
            }
            if (now - reported >= REPORT_NANOS) {
                log.info("Stopping, waiting for {}{}", what, details.get());
                reported = now;
            }
            interrupted |= Thread.interrupted(); // or parking would return at once
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Logs what the steps have thrown, if any. */
    void end() {
        if (!failures.isEmpty()) {
            Throwable all = new IllegalStateException("%d steps of the stop have failed".formatted(failures.size()));
            failures.forEach(all::addSuppressed);
            log.error("The stop took all its steps, but not all of them succeeded", all);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
