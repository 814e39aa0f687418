package dev.bettong.check;

import dev.bettong.codec.EventType;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import dev.bettong.properties.BettongProperties;
import dev.bettong.sink.SinkBinding;
import dev.bettong.source.SourceBinding;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole application, checked: what a runtime needs.
 *
 * @param pipelines all pipelines, those of beans first
 * @param eventTypes types of the events that leave their steps, by the very step; what crosses a segment leaves a
 *     partitioning. Those that are not known are missing
 * @param sources what the names of their sources are bound to
 * @param sinks what the names of their sinks are bound to
 * @param settings size of the runtime
 */
public record CheckedGraph(
        List<Pipeline> pipelines,
        Map<Step, EventType> eventTypes,
        Map<String, SourceBinding> sources,
        Map<String, SinkBinding> sinks,
        EmbeddedSettings settings) {

    static CheckedGraph of(
            List<DeclaredPipeline> declared,
            Map<Step, EventType> eventTypes,
            BettongProperties properties,
            TlsCheck.Contexts tls,
            Connectors.Bound connectors) {
        Map<String, SourceBinding> sources = new LinkedHashMap<>(connectors.sources());
        properties.sources().forEach((name, source) -> {
            if (source.tcp() != null) {
                sources.put(name, source.tcp().settings(tls.sources().get(name)));
            }
        });
        Map<String, SinkBinding> sinks = new LinkedHashMap<>(connectors.sinks());
        properties.sinks().forEach((name, sink) -> {
            if (sink.tcp() != null) {
                sinks.put(name, sink.tcp().settings(tls.sinks().get(name)));
            }
        });
        return new CheckedGraph(
                declared.stream().map(DeclaredPipeline::pipeline).toList(),
                Collections.unmodifiableMap(eventTypes),
                sources,
                sinks,
                properties.settings());
    }

    /** The same, with no more connections than this process can have open. */
    public CheckedGraph within(int httpConnections) {
        long sinkConnections = (long) sinks.size() * settings.workers();
        OpenFiles files = OpenFiles.ofThisProcess(httpConnections, sinkConnections, settings.durability() != null);
        return new CheckedGraph(pipelines, eventTypes, files.share(sources), sinks, settings);
    }
}
