package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.store.StoreException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs requests on the store thread, between checkpoints: those of operators and their tools, of which a bounded number may
 * wait, and those of a runtime that stops. Thread-safe.
 */
final class StoreRequests {

    /** More than operators send at the same time. Each takes about a millisecond, so none waits long. */
    private static final int MAX_WAITING = 64;

    private final Executor thread;
    private final DiskHealth disk;
    private final CheckpointCycle cycle;
    private final CheckpointTrigger trigger;
    private final Recovery recovery;
    private final AtomicInteger waiting = new AtomicInteger(); // counted up by callers, and down by the thread

    StoreRequests(
            Executor thread, DiskHealth disk, CheckpointCycle cycle, CheckpointTrigger trigger, Recovery recovery) {
        this.thread = thread;
        this.disk = disk;
        this.cycle = cycle;
        this.trigger = trigger;
        this.recovery = recovery;
    }

    /**
     * Takes a checkpoint now; fails with an {@link UnavailableException} if a worker does not answer in time, and with an
     * {@link IllegalPipelineStateException} before a pipeline has recovered.
     */
    CompletableFuture<Checkpoints.Checkpoint> checkpoint() {
        return trigger.ready()
                .thenCompose(answered -> ask(() -> {
                    if (!recovery.anyRecovered()) {
                        throw new IllegalPipelineStateException(
                                "No pipeline has recovered yet, and no checkpoint is taken before one has");
                    }
                    return cycle.runNow();
                }));
    }

    /** Makes a backup now. */
    CompletableFuture<Checkpoints.Backup> backup() {
        return ask(cycle.housekeeping()::backup);
    }

    /** Saves the pause of a pipeline, which has begun or ended; see {@link StoreThread#savePause}. */
    CompletableFuture<Void> savePause(DurablePipeline changed) {
        cycle.pauses().changed(changed);
        return ask(() -> {
            cycle.pauses().save();
            return null;
        });
    }

    /**
     * Runs a request, unless the caller has given up by then. Fails with an {@link UnavailableException} while the data
     * directory cannot be written, or too many requests wait.
     */
    <T> CompletableFuture<T> ask(Callable<T> request) {
        DiskHealth.Trouble trouble = disk.trouble();
        if (trouble != null) {
            return CompletableFuture.failedFuture(new UnavailableException(
                    "The data directory has not been writable since %s: %s"
                            .formatted(trouble.since(), trouble.reason()),
                    null));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new UnavailableException("%d requests already wait for the store".formatted(MAX_WAITING), null));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                waiting.decrementAndGet();
                answer(request, answer);
            });
        } catch (RejectedExecutionException stopped) {
            answer.completeExceptionally(new UnavailableException("The store is closed", stopped));
        }
        return answer;
    }

    private static <T> void answer(Callable<T> request, CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            answer.complete(request.call());
        } catch (Throwable e) { // otherwise the caller would wait forever
            FatalErrors.check(e);
            answer.completeExceptionally(e instanceof StoreException failure ? DiskHealth.unavailable(failure) : e);
        }
    }

    /** Runs a task whatever the state of the disk. */
    <T> CompletableFuture<T> run(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.execute(() -> answer(task, done));
        return done;
    }
}
