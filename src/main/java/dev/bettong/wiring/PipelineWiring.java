package dev.bettong.wiring;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.properties.PipelineProperties;
import dev.bettong.properties.PipelineProperties.From;
import dev.bettong.properties.PipelineProperties.To;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.StepProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Builds the pipelines that the configuration wires from beans by name. Used by the thread that starts the application. */
public final class PipelineWiring {

    private final FunctionBeans beans;
    private final Problems problems;

    public PipelineWiring(FunctionBeans beans, Problems problems) {
        this.beans = beans;
        this.problems = problems;
    }

    /** Builds one pipeline; where it has faults, they are reported and something stands in. */
    public DeclaredPipeline wire(String key, PipelineProperties declared) {
        String name = Objects.requireNonNullElse(declared.name(), key);
        String origin = PropertyName.of("bettong.pipelines", key);
        String place = DeclaredPipeline.place(name, origin);
        TypeFlow flow = new TypeFlow(place, problems);
        Source<?> source = source(declared.from(), place, flow);
        StepWiring wiring = new StepWiring(beans, problems, place, flow);
        List<Step> steps = new ArrayList<>();
        for (StepProperties step : declared.steps()) {
            steps.add(wiring.wire(step, List.copyOf(steps)));
        }
        List<Sink<?>> sinks = sinks(declared, place, flow);
        return new DeclaredPipeline(origin, new Pipeline(name, source, steps, sinks, declared.onFailure()));
    }

    private Source<?> source(@Nullable From declared, String place, TypeFlow flow) {
        From from = Objects.requireNonNullElse(declared, new From(null, null));
        String at = place + ", from";
        FramedDecoder<?> decoder = beans.untyped(FramedDecoder.class, "decoder", from.decoder(), at);
        if (decoder != null && from.decoder() != null) {
            List<ResolvableType> types = beans.types(Decoder.class, from.decoder(), decoder, at);
            flow.leave("decoder '%s'".formatted(from.decoder()), types == null ? null : types.getFirst());
        }
        return Source.tcp(
                Objects.requireNonNullElse(from.source(), ""),
                Objects.requireNonNullElse(decoder, Placeholder.DECODER));
    }

    private List<Sink<?>> sinks(PipelineProperties declared, String place, TypeFlow flow) {
        To to = declared.to();
        List<To> toAll = declared.toAll();
        if (to != null && toAll != null) {
            problems.add(place, "It has both 'to' and 'to-all'.", "List all of its sinks under 'to-all'.");
        } else if (toAll != null && toAll.isEmpty()) {
            problems.add(
                    place + ", to-all",
                    "The list is empty.",
                    "List its sinks, or remove 'to-all' if the pipeline ends in its state.");
        }
        List<Sink<?>> sinks = new ArrayList<>();
        if (to != null) {
            sinks.add(sink(to, place + ", to", flow));
        }
        if (toAll != null) {
            for (To each : toAll) {
                sinks.add(sink(each, "%s, to-all[%d]".formatted(place, sinks.size()), flow));
            }
        }
        return sinks;
    }

    private Sink<?> sink(To to, String at, TypeFlow flow) {
        TypedBean<?> encoder = beans.find(Encoder.class, "encoder", to.encoder(), at);
        String name = Objects.requireNonNullElse(to.sink(), "");
        if (encoder == null) {
            return Sink.tcp(name, Placeholder.ENCODER);
        }
        flow.enter("encoder '%s'".formatted(to.encoder()), encoder.input());
        return Sink.tcp(name, (Encoder<?>) encoder.bean());
    }
}
