package dev.bettong.worker;

import dev.bettong.runtime.FailureReason;
import org.jspecify.annotations.Nullable;

/** Follows one frame on one worker, whose thread calls it. Must not throw. */
public interface Trace {

    /** A step's function is called. Returns what is to be done when it has ended, or {@code null} for nothing. */
    @Nullable
    Runnable step(String step);

    /** A message for a sink was made. */
    void output(String sink);

    /** Something failed at a step, source or sink. */
    void failed(String place, FailureReason reason);

    /** What this worker has made of the frame is on its way: to other workers and to the sinks. */
    void end();
}
