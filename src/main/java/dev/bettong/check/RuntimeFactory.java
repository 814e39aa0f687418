package dev.bettong.check;

import dev.bettong.runtime.PipelineRuntime;

/** Makes the runtime of an application that has passed the start-up check: {@code bettong.runtime} says which. */
@FunctionalInterface
public interface RuntimeFactory {

    /** Wires the pipelines; nothing runs yet. */
    PipelineRuntime create(CheckedGraph graph);
}
