package dev.bettong.embedded;

import dev.bettong.state.Timers;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Has the timers of a task fire when they are due by the system clock, while the pipeline reads; those that are due before a
 * read fire before that. Owned by the worker, apart from {@link #open} and {@link #close}.
 */
final class Ticker {

    /** How often a timer that is due is looked at again while it cannot fire. */
    private static final long RETRY_MILLIS = 50;

    /** How long reads wait for timers that are due. */
    private static final long LONGEST_TURN_MILLIS = 20;

    /** The system clock may be set forward meanwhile. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private final Task task;
    private final Worker worker;
    private final Backpressure backpressure;
    private final Clock clock;
    private final LongPredicate tick;
    private long next = Timers.NEVER; // when the first timer fires
    private long armed = Timers.NEVER; // when this looks again, at the latest
    private @Nullable ScheduledFuture<?> scheduled; // the same, until it has begun
    private boolean open;
    private boolean begun; // has had the first tick, if windows need one: it says which of them are closed

    /**
     * Waits for {@link #open}.
     *
     * @param clock the system clock
     * @param tick has timers fire that are due at a time; returns false if that has to wait for the journal
     */
    Ticker(Task task, Worker worker, Backpressure backpressure, Clock clock, LongPredicate tick) {
        this.task = task;
        this.worker = worker;
        this.backpressure = backpressure;
        this.clock = clock;
        this.tick = tick;
        this.begun = !task.arrival().needed();
        task.arrival().onTimer(this::next);
        worker.onRelease(this::look);
    }

    /** Any thread: the pipeline reads from now on, and timers that were due before fire. */
    void open() {
        onWorker(() -> {
            open = true;
            next = task.arrival().nextTimer(); // it may have been saved by an earlier run
            look();
        });
    }

    /** Any thread: the pipeline reads no more. */
    void close() {
        onWorker(() -> open = false);
    }

    private void onWorker(Runnable action) {
        try {
            worker.loop().execute(action);
        } catch (RejectedExecutionException ended) {
            // and nothing fires any more
        }
    }

    /** Worker, while it is not held: a read is about to be handled. */
    void beforeRead() {
        if (task.arrival().nextTimer() == Timers.NEVER) {
            return;
        }
        long until = clock.millis() + LONGEST_TURN_MILLIS;
        for (long now = clock.millis(); task.arrival().nextTimer() <= now && now <= until; now = clock.millis()) {
            if (!backpressure.open() || !tick.test(now)) {
                return; // in the latter case the read will wait behind the tick
            }
        }
    }

    private void next(long millis) {
        next = millis;
        if (millis < armed) {
            long now = clock.millis();
            if (Math.max(millis, now + 1) < armed) { // or it will soon look anyway, and is not to be put off
                arm(millis - now);
            }
        }
    }

    private void arm(long delay) {
        if (!open) {
            return;
        }
        long millis = Math.clamp(delay, 1, LONGEST_WAIT_MILLIS);
        armed = clock.millis() + millis;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        scheduled = worker.loop().schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        armed = Timers.NEVER;
        next = task.arrival().nextTimer();
        if (!open || worker.held()) {
            return; // and is called again
        }
        long now = clock.millis();
        if (begun && next > now) {
            if (next != Timers.NEVER) {
                arm(next - now);
            }
        } else if (backpressure.open() && tick.test(now)) {
            begun = true;
            if (next < armed) {
                arm(next - now);
            }
        } else {
            arm(RETRY_MILLIS);
        }
    }
}
