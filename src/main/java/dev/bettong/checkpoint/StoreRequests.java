package dev.bettong.checkpoint;

import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.store.StoreException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** What is asked of the thread of the store: by those outside not too much at a time. Thread-safe. */
final class StoreRequests {

    /** Many more than operators ask at a time; at a millisecond for each, none waits long. */
    private static final int MAX_WAITING = 64;

    private final Executor thread;
    private final DiskHealth disk;
    private final AtomicInteger waiting = new AtomicInteger(); // counted by who asks, and by the thread

    StoreRequests(Executor thread, DiskHealth disk) {
        this.thread = thread;
        this.disk = disk;
    }

    /**
     * Does something for somebody outside, unless the answer was completed by then. Fails with an
     * {@link UnavailableException} while the disk is in trouble, or too many ask.
     */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        DiskHealth.Trouble trouble = disk.trouble();
        if (trouble != null) {
            return CompletableFuture.failedFuture(new UnavailableException(
                    "The data directory is in trouble since %s: %s".formatted(trouble.since(), trouble.reason()),
                    null));
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new UnavailableException("%d questions wait for the store already".formatted(MAX_WAITING), null));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                waiting.decrementAndGet();
                answer(question, answer);
            });
        } catch (RejectedExecutionException stopped) {
            answer.completeExceptionally(new UnavailableException("The store is closed", stopped));
        }
        return answer;
    }

    private static <T> void answer(Callable<T> question, CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            answer.complete(question.call());
        } catch (Throwable e) { // or whoever asks would wait without end
            FatalErrors.check(e);
            answer.completeExceptionally(e instanceof StoreException failure ? DiskHealth.unavailable(failure) : e);
        }
    }

    /** Does something whatever the state of the disk. */
    <T> CompletableFuture<T> run(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.execute(() -> answer(task, done));
        return done;
    }
}
