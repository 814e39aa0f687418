package dev.bettong.worker;

import org.jspecify.annotations.Nullable;

/** Follows a sample of a pipeline's frames on one worker, whose thread calls it. Must not throw. */
public interface FrameTracer {

    /** A frame comes. Returns what follows it, or {@code null} if it is not in the sample. */
    @Nullable
    Trace frame();

    /** Events of a frame that another worker follows come to this one. */
    Trace goesOn(Trace elsewhere);
}
