package dev.bettong.embedded;

import dev.bettong.runtime.OperatorPause;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Mark;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mark that keeps the gate of a pipeline closed while an operator wants its source to pause. Thread-safe.
 *
 * <p>Until the source opens it only takes note of that: a replay goes through the gate, too, and must come to its end.
 */
final class OperatorMark {

    private static final Logger log = LoggerFactory.getLogger(OperatorMark.class);

    private final String pipeline;
    private final Mark mark;
    private boolean effective; // guarded by this object's lock
    private volatile @Nullable OperatorPause pause; // written under this object's lock, read by status

    OperatorMark(String pipeline, Gate gate) {
        this.pipeline = pipeline;
        this.mark = gate.operatorSwitch();
    }

    /** An operator has paused the pipeline, or, with {@code null}, has let it go on. */
    synchronized void set(@Nullable OperatorPause wanted) {
        if (!Objects.equals(wanted, pause)) {
            log.info(
                    "Pipeline '{}' {}",
                    pipeline,
                    wanted == null ? "is no longer paused by an operator" : "is paused by an operator");
            pause = wanted;
            update();
        }
    }

    private void update() {
        mark.update(effective && pause != null ? 1 : 0);
    }

    /** The source opens. */
    synchronized void takeEffect() {
        effective = true;
        update();
    }

    /** Since when and why an operator has paused the pipeline, or {@code null}. */
    @Nullable
    OperatorPause pause() {
        return pause;
    }
}
