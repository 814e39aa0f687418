package dev.bettong.properties;

import dev.bettong.pipeline.FailurePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A pipeline made of function beans: {@code bettong.pipelines.<key>}.
 *
 * @param name Name of the pipeline; the key, if there is none.
 * @param from Where events come from.
 * @param fromAll Sources whose events come together, instead of one.
 * @param steps What happens to the events, in this order.
 * @param to Sink that takes the outputs.
 * @param toAll Sinks of which each takes every output, instead of one.
 * @param onFailure What to do about an event that cannot be handled: keep it as a dead letter, skip it, or fail and so
 *     stop the pipeline.
 */
public record PipelineProperties(
        @Nullable String name,
        @Nullable From from,
        @Nullable List<From> fromAll,
        @DefaultValue List<StepProperties> steps,
        @Nullable To to,
        @Nullable List<To> toAll,
        @DefaultValue("dead-letter") FailurePolicy onFailure)
        implements FlowProperties, BettongSection {

    /**
     * The beginning of a pipeline.
     *
     * @param source Name of the source, an entry of {@code bettong.sources}.
     * @param decoder Bean that decodes frames, a FramedDecoder; or a section that says their format.
     * @param time How the time of its events is known; without it, it is when they were read.
     */
    public record From(
            @Nullable String source,
            @Nullable DecoderProperties decoder,
            @Nullable TimeProperties time) implements BettongSection {}

    /**
     * An end of a pipeline.
     *
     * @param sink Name of the sink, an entry of {@code bettong.sinks}.
     * @param encoder Bean that encodes outputs, an Encoder; or a section that says their format.
     */
    public record To(@Nullable String sink, @Nullable EncoderProperties encoder) implements BettongSection {}
}
