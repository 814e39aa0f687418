package dev.bettong.worker;

import dev.bettong.runtime.OperatorPause;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the sources of a pipeline, by its {@link Backpressure}, while an operator wants them to pause. Thread-safe.
 *
 * <p>Until the sources open it only takes note of that: a replay obeys the back-pressure, too, and must come to its end.
 */
public final class PauseSwitch {

    private static final Logger log = LoggerFactory.getLogger(PauseSwitch.class);

    private final String pipeline;
    private final BufferLimit operator;
    private boolean effective; // guarded by this object's lock
    private volatile @Nullable OperatorPause pause; // written under this object's lock, read by status

    public PauseSwitch(String pipeline, Backpressure backpressure) {
        this.pipeline = pipeline;
        this.operator = backpressure.operatorSwitch();
    }

    /** An operator has paused the pipeline, or, with {@code null}, resumes it. */
    public synchronized void set(@Nullable OperatorPause wanted) {
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
        operator.update(effective && pause != null ? 1 : 0);
    }

    /** The source opens. */
    public synchronized void takeEffect() {
        effective = true;
        update();
    }

    /** Since when and why an operator has paused the pipeline, or {@code null}. */
    @Nullable
    public OperatorPause pause() {
        return pause;
    }
}
