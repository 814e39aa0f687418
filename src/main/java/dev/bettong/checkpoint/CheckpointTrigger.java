package dev.bettong.checkpoint;

import dev.bettong.runtime.UnavailableException;
import dev.bettong.worker.QuiescePoint;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a checkpoint once every worker has answered a probe, so that a worker that hangs in a function keeps neither the
 * other workers nor the store thread waiting. Owned by the store thread, except {@link #ready}.
 */
final class CheckpointTrigger {

    private static final Logger log = LoggerFactory.getLogger(CheckpointTrigger.class);

    private final QuiescePoint quiescePoint;
    private final Executor thread;
    private final Duration timeout;
    private final IntFunction<String> place;
    private final DurabilityMetrics metrics;
    private QuiescePoint.@Nullable Probe pending; // until all workers have answered
    private long pendingSince;
    private boolean reported; // whether the current hang was logged

    /**
     * Has no checkpoint pending.
     *
     * @param thread the store thread
     * @param timeout how long workers may take to answer before a checkpoint counts as abandoned
     * @param place describes a worker by its number, and where it is
     */
    CheckpointTrigger(
            QuiescePoint quiescePoint,
            Executor thread,
            Duration timeout,
            IntFunction<String> place,
            DurabilityMetrics metrics) {
        this.quiescePoint = quiescePoint;
        this.thread = thread;
        this.timeout = timeout;
        this.place = place;
        this.metrics = metrics;
    }

    /** Takes a checkpoint as soon as all workers answer. Does nothing while an earlier checkpoint still waits for them. */
    void trigger(Runnable checkpoint) {
        if (pending != null) {
            abandonIfOverdue(pending);
            return;
        }
        QuiescePoint.Probe probe;
        try {
            probe = quiescePoint.probe();
        } catch (RejectedExecutionException e) {
            return; // a worker has ended: the runtime stops, or has failed
        }
        pending = probe;
        pendingSince = System.nanoTime();
        probe.all().thenRun(() -> {
            try {
                thread.execute(() -> {
                    pending = null;
                    checkpoint.run();
                });
            } catch (RejectedExecutionException e) {
                // the runtime stops
            }
        });
    }

    private void abandonIfOverdue(QuiescePoint.Probe probe) {
        long now = System.nanoTime();
        if (now - pendingSince >= timeout.toNanos() && !probe.all().isDone()) {
            pendingSince = now;
            abandoned(abandoned(timeout, probe));
        }
    }

    /** A checkpoint was abandoned. */
    void abandoned(CheckpointAbandonedException why) {
        metrics.abandoned();
        if (!reported) {
            reported = true;
            log.warn("{}. Checkpoints are retried until one succeeds; the journal grows until then", why.getMessage());
        }
    }

    /** A checkpoint was taken. */
    void taken() {
        if (reported) {
            reported = false;
            log.info("Checkpoints succeed again");
        }
    }

    /**
     * Any thread: completes when all workers have answered, or fails with an {@link UnavailableException} if they have not
     * in time.
     */
    CompletableFuture<Void> ready() {
        QuiescePoint.Probe probe;
        try {
            probe = quiescePoint.probe();
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new UnavailableException("The workers have ended", e));
        }
        return probe.all()
                .copy()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? abandoned(timeout, probe).unavailable()
                                : failure));
    }

    private CheckpointAbandonedException abandoned(Duration waited, QuiescePoint.Probe probe) {
        return new CheckpointAbandonedException(
                waited, probe.missing().stream().map(place::apply).toList());
    }

    /**
     * Waits until all workers have answered.
     *
     * @throws CheckpointAbandonedException if one has not in time
     */
    void awaitReady(long nanos) throws InterruptedException, ExecutionException {
        QuiescePoint.Probe probe = quiescePoint.probe();
        try {
            probe.all().get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw abandoned(Duration.ofNanos(nanos), probe);
        }
    }
}
