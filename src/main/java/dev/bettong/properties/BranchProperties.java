package dev.bettong.properties;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One of the branches of a step: either {@code when} with its flow, or {@code otherwise}.
 *
 * @param name Name of the branch; that of the bean, if there is none.
 * @param when Bean that says whether an event takes this branch, a Predicate.
 * @param steps What happens to the events, in this order.
 * @param to Sink that takes the outputs.
 * @param toAll Sinks of which each takes every output, instead of one.
 * @param otherwise What happens to the events that no branch has taken; the last entry has it, and nothing else.
 */
public record BranchProperties(
        @Nullable String name,
        @Nullable String when,
        @DefaultValue List<StepProperties> steps,
        PipelineProperties.@Nullable To to,
        @Nullable List<PipelineProperties.To> toAll,
        @Nullable OtherwiseProperties otherwise)
        implements FlowProperties, BettongSection {}
