package dev.bettong.properties;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens to the events that no branch has taken: {@code otherwise} of branches.
 *
 * @param steps What happens to the events, in this order.
 * @param to Sink that takes the outputs.
 * @param toAll Sinks of which each takes every output, instead of one.
 */
public record OtherwiseProperties(
        @DefaultValue List<StepProperties> steps,
        PipelineProperties.@Nullable To to,
        @Nullable List<PipelineProperties.To> toAll)
        implements FlowProperties, BettongSection {}
