package dev.bettong.admin;

import dev.bettong.runtime.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for the runtime on behalf of web requests, never for long: a disk in trouble may take its time. Thread-safe.
 */
public final class BoundedWait implements AutoCloseable {

    /** Threads that may hang in a disk that does not answer: some for questions that one operator asks side by side. */
    private static final int MAX_BLOCKED = 8;

    /** Keeps a thread from one question of a page that is reloaded to the next. */
    private static final int IDLE_SECONDS = 10;

    private final Duration timeout;
    private final Duration checkpointTimeout;
    private final ExecutorService threads;

    /**
     * Prepares to wait.
     *
     * @param timeout how long a request waits at most
     * @param checkpointTimeout how long one waits that may have to wait for a checkpoint
     */
    public BoundedWait(Duration timeout, Duration checkpointTimeout) {
        this.timeout = timeout;
        this.checkpointTimeout = checkpointTimeout;
        this.threads = new ThreadPoolExecutor(
                0, MAX_BLOCKED, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread made = new Thread(task, "bettong-admin");
                    made.setDaemon(true);
                    return made;
                });
    }

    /**
     * Waits for an answer, or gives up on it.
     *
     * @throws UnavailableException if it does not come in time
     */
    <T> T of(CompletableFuture<T> answer) {
        return of(answer, timeout);
    }

    /** The same for what may have to wait for a checkpoint. */
    <T> T afterCheckpoint(CompletableFuture<T> answer) {
        return of(answer, checkpointTimeout);
    }

    private static <T> T of(CompletableFuture<T> answer, Duration atMost) {
        try {
            try {
                return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                UnavailableException tooLate =
                        new UnavailableException("There was no answer within %d ms".formatted(atMost.toMillis()), late);
                if (answer.completeExceptionally(tooLate)) {
                    throw tooLate;
                }
                return answer.get();
            }
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new CompletionFailure(failed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("The service stops", e);
        }
    }

    /** Asks something that may block, on a thread that can be left behind. */
    <T> T ask(Supplier<T> question) {
        try {
            return of(CompletableFuture.supplyAsync(question, threads));
        } catch (RejectedExecutionException full) {
            throw new UnavailableException("%d requests wait for the disk already".formatted(MAX_BLOCKED), full);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** An answer that is no runtime exception: a bug of ours, or of an author's codec. */
    private static final class CompletionFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        CompletionFailure(ExecutionException failed) {
            super(failed.getCause());
        }
    }
}
