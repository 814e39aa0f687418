package dev.bettong.wiring;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.TimestampExtractor;
import dev.bettong.problem.Problems;
import dev.bettong.properties.PipelineProperties.From;
import dev.bettong.properties.TimeProperties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the sources with which a flow begins. */
final class SourceWiring {

    private final FunctionBeans beans;
    private final Problems problems;
    private final SourceSinkKinds kinds;

    SourceWiring(FunctionBeans beans, Problems problems, SourceSinkKinds kinds) {
        this.beans = beans;
        this.problems = problems;
        this.kinds = kinds;
    }

    /** The sources of a flow, whose events go into it. */
    List<Step.From> wire(@Nullable From from, @Nullable List<From> fromAll, String place, TypeFlow flow) {
        if (from != null && fromAll != null) {
            problems.add(place, "It has both 'from' and 'from-all'.", "List all of its sources under 'from-all'.");
        } else if (fromAll != null && fromAll.isEmpty()) {
            problems.add(
                    place + ", from-all", "The list is empty.", "List its sources, or write 'from' for a single one.");
        }
        if (fromAll == null || fromAll.isEmpty()) {
            return List.of(new Step.From(source(from, place + ", from", flow)));
        }
        List<Step.From> sources = new ArrayList<>();
        for (From each : fromAll) {
            String at = "%s, from-all[%d]".formatted(place, sources.size());
            TypeFlow types = new TypeFlow(at, problems);
            sources.add(new Step.From(source(each, at, types)));
            flow.merge(types);
        }
        return sources;
    }

    private Source<?> source(@Nullable From declared, String at, TypeFlow flow) {
        From from = Objects.requireNonNullElse(declared, new From(null, null, null));
        FormatWiring formats = new FormatWiring(beans, problems);
        String name = Objects.requireNonNullElse(from.source(), "");
        String kind = kinds.sources().get(name);
        Source<?> source;
        if (kind == null) {
            FramedDecoder<?> decoder = function(formats.framedDecoder(from.decoder(), at), Placeholder.DECODER, flow);
            source = Source.tcp(name, decoder);
        } else {
            Decoder<?> decoder = function(formats.decoder(from.decoder(), at), Placeholder.DECODER, flow);
            source = Source.of(name, kind, decoder);
        }
        return from.time() == null ? source : timed(source, from.time(), at + ", time", flow);
    }

    private static <D> D function(FormatWiring.@Nullable Found<D> found, D placeholder, TypeFlow flow) {
        if (found == null) {
            return placeholder;
        }
        flow.leave("decoder '%s'".formatted(found.name()), found.type());
        return found.function();
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
