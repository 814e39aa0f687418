package dev.bettong.runtime;

import java.util.List;
import java.util.Optional;

/** Runs the pipelines of an application, once: what was stopped is not started again. Thread-safe. */
public interface PipelineRuntime {

    /**
     * Opens sinks and sources and begins to work.
     *
     * @throws RuntimeStartException if a source cannot listen on its address
     */
    void start();

    /**
     * Stops reading, lets what was read run through to the sinks, and closes. Returns when all is closed; a second call
     * does nothing.
     */
    void stop();

    /** What every pipeline does right now, in the order of their declaration. */
    List<PipelineStatus> pipelines();

    /** What one of them does, or empty if there is no such pipeline. */
    default Optional<PipelineStatus> pipeline(String name) {
        return pipelines().stream()
                .filter(pipeline -> pipeline.name().equals(name))
                .findFirst();
    }

    /** What an operator can do to the pipelines. */
    PipelineControl control();

    /** What the pipelines are made of, and hold. */
    Inspection inspection();

    /** What the pipelines could not handle and have kept. */
    DeadLetters deadLetters();

    /** What is on disk, or empty if nothing is kept there or it was not opened yet. */
    Optional<Checkpoints> checkpoints();
}
