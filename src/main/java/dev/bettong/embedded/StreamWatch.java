package dev.bettong.embedded;

import dev.bettong.time.StreamId;
import dev.bettong.time.Watermarks;
import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the streams of a task on which nothing comes, while it could: those hold back the others no longer. Owned by the
 * worker, apart from {@link #open} and {@link #close}.
 */
final class StreamWatch {

    private static final long SHORTEST_PERIOD_MILLIS = 5;
    private static final long LONGEST_PERIOD_MILLIS = 1_000;
    private static final int LOOKS = 8; // within the time after which a stream is idle

    private final TaskTime time;
    private final Worker worker;
    private final long[] idleMillis; // by source
    private final long periodMillis;
    private final Actions actions;
    private final Clock clock;
    private @Nullable ScheduledFuture<?> scheduled;
    private boolean open;
    private boolean begun;
    private boolean couldRead; // when this looked last
    private long lookedMillis;

    /**
     * Waits for {@link #open}.
     *
     * @param idleAfter by source
     * @param clock the steady one
     */
    StreamWatch(TaskTime time, Worker worker, List<Duration> idleAfter, Actions actions, Clock clock) {
        this.time = time;
        this.clock = clock;
        this.worker = worker;
        this.idleMillis = idleAfter.stream().mapToLong(Duration::toMillis).toArray();
        this.periodMillis = Math.clamp(
                idleAfter.stream().mapToLong(Duration::toMillis).min().orElseThrow() / LOOKS,
                SHORTEST_PERIOD_MILLIS,
                LONGEST_PERIOD_MILLIS);
        this.actions = actions;
        worker.onRelease(this::look);
    }

    /**
     * What becomes of what it finds.
     *
     * @param mayRead whether what comes can be read and handled
     * @param idle nothing has come on a stream for too long
     */
    record Actions(BooleanSupplier mayRead, Consumer<StreamId> idle) {}

    /** Any thread: the pipeline reads from now on. */
    void open() {
        onWorker(() -> {
            open = true;
            lookedMillis = clock.millis();
            look(); // others are told at once that no stream counts yet
            time.settles(false);
        });
    }

    /** Any thread: the pipeline reads no more. */
    void close() {
        onWorker(() -> {
            open = false;
            time.close();
        });
    }

    /** Any thread: back-pressure has begun or ended, and with it perhaps what keeps timers from firing. */
    void readingChanged() {
        onWorker(time::flushed);
    }

    private void onWorker(Runnable action) {
        try {
            worker.loop().execute(action);
        } catch (RejectedExecutionException ended) {
            // and nothing is read any more
        }
    }

    private void look() {
        if (!open || worker.held()) {
            couldRead = false;
            return; // and is called again
        }
        if (!begun) {
            begun = true;
            time.beginRun();
        }
        long now = clock.millis();
        long passed = now - lookedMillis;
        boolean can = actions.mayRead.getAsBoolean();
        if (couldRead && can && passed <= 2 * periodMillis) { // if later, the worker was busy
            addQuiet(passed);
        }
        couldRead = can;
        lookedMillis = now;
        if (scheduled == null || scheduled.isDone()) {
            scheduled = worker.loop().schedule(this::again, periodMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void again() {
        scheduled = null;
        look();
    }

    private void addQuiet(long millis) {
        for (Watermarks.Stream stream : List.copyOf(time.streams())) {
            if (stream.counts()
                    && stream.quiet(millis) >= idleMillis[stream.id().source()]) {
                actions.idle.accept(stream.id());
            }
        }
    }
}
