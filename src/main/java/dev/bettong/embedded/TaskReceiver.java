package dev.bettong.embedded;

import dev.bettong.runtime.FailureReason;
import dev.bettong.source.FrameReceiver;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import java.time.Clock;

/**
 * Hands what a source reads to the task on the same worker.
 *
 * @param source index of the source in its pipeline
 * @param clock the steady one
 * @param beforeRead runs before each read
 */
record TaskReceiver(Task task, int source, Backpressure backpressure, Clock clock, Runnable beforeRead)
        implements FrameReceiver {

    @Override
    public void begin(long now) {
        beforeRead.run();
        task.begin(source, now, clock.millis());
        task.arrival().begin(task.arrival().next());
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
        return true;
    }
}
