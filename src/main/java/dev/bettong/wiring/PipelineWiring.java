package dev.bettong.wiring;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.TimestampExtractor;
import dev.bettong.problem.Problems;
import dev.bettong.properties.PipelineProperties;
import dev.bettong.properties.PipelineProperties.From;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.TimeProperties;
import java.time.Instant;
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

    /** Builds one pipeline; where it has problems, they are reported and placeholders stand in. */
    public DeclaredPipeline wire(String key, PipelineProperties declared) {
        String name = Objects.requireNonNullElse(declared.name(), key);
        String origin = PropertyName.of("bettong.pipelines", key);
        String place = DeclaredPipeline.place(name, origin);
        TypeFlow flow = new TypeFlow(place, problems);
        List<Step.From> from = sources(declared, place, flow);
        Step begin = from.size() == 1 ? from.getFirst() : new Step.Merge(List.copyOf(from));
        FlowWiring wiring = new FlowWiring(beans, problems);
        wiring.wire(declared, begin, new FlowWiring.Position(place, "", flow));
        return new DeclaredPipeline(
                origin, Pipeline.of(name, from, wiring.ends(), wiring.deliveries(), declared.onFailure()));
    }

    private List<Step.From> sources(PipelineProperties declared, String place, TypeFlow flow) {
        List<From> fromAll = declared.fromAll();
        if (declared.from() != null && fromAll != null) {
            problems.add(place, "It has both 'from' and 'from-all'.", "List all of its sources under 'from-all'.");
        } else if (fromAll != null && fromAll.isEmpty()) {
            problems.add(
                    place + ", from-all", "The list is empty.", "List its sources, or write 'from' for a single one.");
        }
        if (fromAll == null || fromAll.isEmpty()) {
            return List.of(new Step.From(source(declared.from(), place + ", from", flow)));
        }
        List<Step.From> sources = new ArrayList<>();
        for (From from : fromAll) {
            String at = "%s, from-all[%d]".formatted(place, sources.size());
            TypeFlow types = new TypeFlow(at, problems);
            sources.add(new Step.From(source(from, at, types)));
            flow.merge(types);
        }
        return sources;
    }

    private Source<?> source(@Nullable From declared, String at, TypeFlow flow) {
        From from = Objects.requireNonNullElse(declared, new From(null, null, null));
        FramedDecoder<?> decoder = beans.untyped(FramedDecoder.class, "decoder", from.decoder(), at);
        if (decoder != null && from.decoder() != null) {
            List<ResolvableType> types = beans.types(Decoder.class, from.decoder(), decoder, at);
            flow.leave("decoder '%s'".formatted(from.decoder()), types == null ? null : types.getFirst());
        }
        Source<?> source = Source.tcp(
                Objects.requireNonNullElse(from.source(), ""),
                Objects.requireNonNullElse(decoder, Placeholder.DECODER));
        return from.time() == null ? source : timed(source, from.time(), at + ", time", flow);
    }

    @SuppressWarnings("unchecked") // what the types do not fit is a problem, and is never called
    private Source<?> timed(Source<?> source, TimeProperties declared, String at, TypeFlow flow) {
        TypedBean<TimestampExtractor<Object>> extractor = (TypedBean<TimestampExtractor<Object>>)
                (TypedBean<?>) beans.find(TimestampExtractor.class, "of", declared.of(), at);
        if (extractor != null) {
            flow.enter("timestamp extractor '%s'".formatted(declared.of()), extractor.input());
        }
        EventTime<Object> time = EventTime.of(extractor == null ? event -> Instant.EPOCH : extractor.bean())
                .outOfOrder(declared.outOfOrder())
                .idleAfter(declared.idleAfter())
                .ahead(declared.ahead());
        return ((Source<Object>) source).eventTime(time);
    }
}
