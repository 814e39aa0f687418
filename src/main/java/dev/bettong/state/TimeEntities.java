package dev.bettong.state;

import dev.bettong.time.SavedTime;

/** Where checkpoints find the time of a pipeline on one worker. Owned by the worker. */
public final class TimeEntities {

    private static final int PARTITION = 0;

    private final Entities saved;

    TimeEntities(Entities saved) {
        this.saved = saved;
    }

    /** The next checkpoint saves the time of a worker. */
    public void save(int worker, SavedTime time) {
        saved.replace(worker, PARTITION, time);
    }

    /** The next checkpoint deletes that of a worker that there was in an earlier run. */
    public void delete(int worker) {
        saved.delete(worker, PARTITION);
    }
}
