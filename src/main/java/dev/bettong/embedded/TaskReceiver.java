package dev.bettong.embedded;

import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import dev.bettong.time.StreamId;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import java.time.Clock;
import java.util.Map;

/**
 * Hands what a source reads to the task on the same worker.
 *
 * @param source index of the source in its pipeline
 * @param clock the steady one
 * @param beforeRead runs before each read
 */
record TaskReceiver(Task task, int source, Backpressure backpressure, Clock clock, Runnable beforeRead)
        implements StreamReceiver {

    @Override
    public void begin(long now, long connection) {
        beforeRead.run();
        task.begin(source, now, clock.millis());
        task.arrival().begin(task.arrival().next());
        TaskTime time = task.time();
        if (time != null) {
            time.read(new StreamId(task.worker(), source, connection));
        }
    }

    @Override
    public void closed(long connection) {
        TaskTime time = task.time();
        if (time != null) {
            task.begin(source, System.nanoTime(), clock.millis());
            time.closed(new StreamId(task.worker(), source, connection));
            task.flush();
        }
    }

    /** For a source that is opened again, while the process lives. */
    @Override
    public void position(String stream, byte[] position) {
        task.positions().reached(source, stream, position);
    }

    @Override
    public void whenDurable(Runnable action) {
        action.run(); // nothing is ever safer
    }

    @Override
    public Map<String, byte[]> positions() {
        return task.positions().of(source);
    }

    @Override
    public void frame(byte[] payload) {
        task.frame(payload);
    }

    @Override
    public void end() {
        task.flush();
    }

    @Override
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        task.rejected(reason, detail, bytes);
    }

    @Override
    public boolean mayRead() {
        return backpressure.open();
    }

    @Override
    public boolean mayHandle() {
        TaskTime time = task.time();
        return time == null || !time.putsOff();
    }
}
