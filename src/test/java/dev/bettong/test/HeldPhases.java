package dev.bettong.test;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.checkpoint.PhaseListener;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Stops the store's thread at a phase, until it may go on. Thread-safe. */
final class HeldPhases implements PhaseListener {

    private final Semaphore goOn = new Semaphore(0);
    private volatile @Nullable CheckpointPhase at; // set by the test
    private volatile boolean held; // set by the store's thread

    /** Stops it there from now on. */
    void stopAt(@Nullable CheckpointPhase phase) {
        at = phase;
    }

    /** Whether it stands still. */
    boolean held() {
        return held;
    }

    /** It goes on, to another phase perhaps. */
    void goOn(@Nullable CheckpointPhase next) {
        at = next;
        if (held) {
            held = false;
            goOn.release();
        }
    }

    @Override
    public void reached(CheckpointPhase phase) {
        if (phase == at) {
            at = null;
            held = true;
            goOn.acquireUninterruptibly();
        }
    }
}
