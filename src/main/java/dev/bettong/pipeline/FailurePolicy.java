package dev.bettong.pipeline;

/** What a pipeline does about a frame or event that one of its functions, or the framing, cannot handle. */
public enum FailurePolicy {

    /** Counts it, drops it and goes on. */
    SKIP,

    /** Stops the pipeline; other pipelines go on. */
    FAIL
}
