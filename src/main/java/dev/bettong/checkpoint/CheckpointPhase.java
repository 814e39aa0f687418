package dev.bettong.checkpoint;

/** Points in the life of a durable runtime between which the disk holds something different: where to test a crash. */
public enum CheckpointPhase {
    /** The store is open; nothing was replayed yet. */
    RECOVERY_BEGUN,
    /** A part of the journal of some pipelines was replayed. */
    RECOVERY_REPLAYING,
    /** The journal of some pipelines was replayed; their sources are still closed. */
    RECOVERY_REPLAYED,
    /** All workers have cut their states for a checkpoint. */
    CHECKPOINT_CUT,
    /** A part of what a checkpoint has to save is in the store. */
    CHECKPOINT_SAVING,
    /** All of it is in the store, but the checkpoint is not committed. */
    CHECKPOINT_SAVED,
    /**
     * The checkpoint is committed; its entities are not yet in the column families of their states, and the journal is
     * still complete.
     */
    CHECKPOINT_COMMITTED,
    /** The entities are in the column families of their states, and the journal before the positions is deleted. */
    CHECKPOINT_APPLIED,
    /** A stop has drained all pipelines; the last checkpoint comes next. */
    STOP_DRAINED,
    /** A stop has taken the last checkpoint; sinks and store are still open. */
    STOP_SAVED
}
