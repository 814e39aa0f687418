package dev.bettong.state;

/** Where checkpoints find the calls of a step on one worker. Owned by the worker. */
public final class CallEntities {

    private static final int PARTITION = 0;

    private final Entities saved;

    CallEntities(Entities saved) {
        this.saved = saved;
    }

    /** The next checkpoint saves a call. */
    public void save(String id, SavedCall call) {
        saved.replace(id, PARTITION, call);
    }

    /** The next checkpoint deletes a call, perhaps one of an earlier run. */
    public void delete(String id) {
        saved.delete(id, PARTITION);
    }
}
