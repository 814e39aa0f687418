package dev.bettong.crash;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.PhaseListener;

/**
 * Ends the process, as SIGKILL does, when a milestone is reached for the n-th time.
 *
 * @param phase where
 * @param time which time, from 1
 */
record FaultPoint(CheckpointPhase phase, int time) {

    private static final String LAST_WORDS = "halts at ";
    private static final int KILLED = 128 + 9;

    /** What {@link #toString} wrote; never ends anything if {@code at} is empty. */
    static PhaseListener parse(String at) {
        if (at.isEmpty()) {
            return phase -> {};
        }
        int colon = at.indexOf(':');
        return new FaultPoint(
                        CheckpointPhase.valueOf(at.substring(0, colon)), Integer.parseInt(at.substring(colon + 1)))
                .armed();
    }

    private PhaseListener armed() {
        return new PhaseListener() {

            private int seen; // under this object's lock: a stop reaches milestones on another thread than checkpoints

            @Override
            public synchronized void reached(CheckpointPhase reached) {
                if (reached == phase && ++seen == time) {
                    System.out.println(LAST_WORDS + FaultPoint.this);
                    System.out.flush();
                    Runtime.getRuntime().halt(KILLED);
                }
            }
        };
    }

    /** Whether a process with that output has halted here. */
    boolean reachedIn(String output) {
        return output.contains(LAST_WORDS + this);
    }

    @Override
    public String toString() {
        return phase + ":" + time;
    }
}
