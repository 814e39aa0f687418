package dev.bettong.embedded;

import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the journal on their way to a worker, one after the other: what one makes due has fired before the next, as it was
 * when they were read. Owned by the worker, apart from {@link #add}.
 */
final class ReplayLane {

    private static final long RETRY_MILLIS = 5;

    private final Worker worker;
    private final @Nullable TaskTime time; // where events bring it with them
    private final Queue<Entry> waiting = new ArrayDeque<>();
    private boolean firing;

    ReplayLane(Worker worker, @Nullable TaskTime time) {
        this.worker = worker;
        this.time = time;
    }

    private record Entry(Runnable replay, Runnable done) {}

    /**
     * Any thread: has the worker replay an entry behind those before.
     *
     * @param done runs when it has been handled
     */
    void add(Runnable replay, Runnable done) {
        worker.loop().execute(() -> {
            waiting.add(new Entry(replay, done));
            advance();
        });
    }

    private void advance() {
        while (!firing && !waiting.isEmpty()) {
            if (time != null && time.due()) { // what was due at the last checkpoint fires before the first
                fire(time);
                return;
            }
            Entry next = waiting.remove();
            if (time != null) {
                time.settles(waiting.isEmpty());
            }
            replay(next);
        }
    }

    private void replay(Entry next) {
        boolean handled = false;
        try {
            next.replay.run();
            handled = true;
        } finally {
            next.done.run();
            if (!handled) {
                worker.loop().execute(this::advance); // what is behind it must not wait
            }
        }
    }

    /** In turns, so that the worker sees to its sockets in between; none while the pipeline cannot take more. */
    private void fire(TaskTime due) {
        firing = true;
        boolean fired = due.fire();
        worker.loop()
                .schedule(
                        () -> {
                            firing = false;
                            advance();
                        },
                        fired ? 0 : RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
