package dev.bettong.worker;

/** Follows a sample of the frames through the pipelines. */
@FunctionalInterface
public interface Tracing {

    /** What follows frames of a pipeline on one worker; called while wiring. */
    FrameTracer of(String pipeline, int worker);
}
