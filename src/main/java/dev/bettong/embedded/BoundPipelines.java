package dev.bettong.embedded;

import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import dev.bettong.sink.SinkBinding;
import dev.bettong.source.SourceBinding;
import java.util.List;
import java.util.Map;

/**
 * Pipelines that have passed the start-up check, with what they need to run.
 *
 * @param eventTypes types of the events that leave the steps, where known; by the identity of the step
 * @param sources what configuration binds the names of sources to
 * @param sinks what configuration binds the names of sinks to
 */
public record BoundPipelines(
        List<Pipeline> pipelines,
        Map<Step, EventType> eventTypes,
        Map<String, SourceBinding> sources,
        Map<String, SinkBinding> sinks) {}
