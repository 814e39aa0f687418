package dev.bettong.wiring;

import dev.bettong.pipeline.Pipeline;

/**
 * A pipeline and where it was declared.
 *
 * @param origin its bean or its property
 * @param pipeline what was declared
 */
public record DeclaredPipeline(String origin, Pipeline pipeline) {

    public static DeclaredPipeline bean(String name, Pipeline pipeline) {
        return new DeclaredPipeline("bean '%s'".formatted(name), pipeline);
    }

    public String place() {
        return place(pipeline.name(), origin);
    }

    /** Place of the step at {@code index}. */
    public String place(int index) {
        return place() + ", " + stepPlace(index, pipeline.steps().get(index).name());
    }

    public static String place(String name, String origin) {
        return "pipeline '%s' (%s)".formatted(name, origin);
    }

    /** Place of a step in its pipeline; people count from one. */
    static String stepPlace(int index, String name) {
        return name.isBlank() ? "step %d".formatted(index + 1) : "step %d '%s'".formatted(index + 1, name);
    }
}
