package dev.bettong.worker;

import dev.bettong.runtime.FatalErrors;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads that this runtime cannot work without. One that ends, and a fatal error in one, do not go unnoticed:
 * {@code onLoss} is called, on that thread.
 */
public final class CriticalThreads {

    private final Thread.UncaughtExceptionHandler onLoss;

    public CriticalThreads(Thread.UncaughtExceptionHandler onLoss) {
        this.onLoss = onLoss;
    }

    /** What is called at a loss. */
    public Thread.UncaughtExceptionHandler onLoss() {
        return onLoss;
    }

    /** A daemon thread that is not started yet. */
    public Thread daemon(String name, Runnable task) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        made.setUncaughtExceptionHandler(onLoss);
        return made;
    }

    /** A single daemon thread that runs tasks. A periodic task that throws would never run again: that is a loss, too. */
    public ScheduledExecutorService scheduler(String name) {
        return new ScheduledThreadPoolExecutor(1, task -> daemon(name, task)) {
            @Override
            protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
                Throwable failure = thrown == null ? failureOf(task) : thrown;
                if (failure == null) {
                    return;
                }
                if (task instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic()) {
                    FatalErrors.report(failure);
                } else {
                    FatalErrors.check(failure);
                }
            }
        };
    }

    private static @Nullable Throwable failureOf(Runnable task) {
        if (!(task instanceof Future<?> future) || !future.isDone()) {
            return null;
        }
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (CancellationException e) {
            return null;
        }
    }
}
