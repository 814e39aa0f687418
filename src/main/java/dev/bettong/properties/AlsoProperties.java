package dev.bettong.properties;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A side flow: {@code also} of a step. Not the same record as {@link OtherwiseProperties}, since Boot binds no record inside
 * itself.
 *
 * @param steps What happens to the events, in this order.
 * @param to Sink that takes the outputs.
 * @param toAll Sinks of which each takes every output, instead of one.
 */
public record AlsoProperties(
        @DefaultValue List<StepProperties> steps,
        PipelineProperties.@Nullable To to,
        @Nullable List<PipelineProperties.To> toAll)
        implements FlowProperties, BettongSection {}
