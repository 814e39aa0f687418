package dev.bettong.properties;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to events, and where the outputs go: a whole pipeline, a branch of it, or a side flow. */
public interface FlowProperties {

    List<StepProperties> steps();

    PipelineProperties.@Nullable To to();

    @Nullable
    List<PipelineProperties.To> toAll();
}
