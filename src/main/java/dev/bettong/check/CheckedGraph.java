package dev.bettong.check;

import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.properties.BettongProperties;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole application, checked: what a runtime needs.
 *
 * @param pipelines all pipelines, those of beans first
 * @param sources where their sources listen, by name
 * @param sinks where their sinks connect to, by name
 * @param settings size of the runtime
 */
public record CheckedGraph(
        List<Pipeline> pipelines,
        Map<String, TcpSourceSettings> sources,
        Map<String, TcpSinkSettings> sinks,
        EmbeddedSettings settings) {

    static CheckedGraph of(List<DeclaredPipeline> declared, BettongProperties properties, TlsCheck.Contexts tls) {
        Map<String, TcpSourceSettings> sources = new LinkedHashMap<>();
        properties.sources().forEach((name, source) -> {
            if (source.tcp() != null) {
                sources.put(name, source.tcp().settings(tls.sources().get(name)));
            }
        });
        Map<String, TcpSinkSettings> sinks = new LinkedHashMap<>();
        properties.sinks().forEach((name, sink) -> {
            if (sink.tcp() != null) {
                sinks.put(name, sink.tcp().settings(tls.sinks().get(name)));
            }
        });
        return new CheckedGraph(
                declared.stream().map(DeclaredPipeline::pipeline).toList(), sources, sinks, properties.settings());
    }

    /** The same, with no more connections than this process can have open. */
    public CheckedGraph within(int httpConnections) {
        long sinkConnections = (long) sinks.size() * settings.workers();
        OpenFiles files = OpenFiles.ofThisProcess(httpConnections, sinkConnections, settings.durability() != null);
        return new CheckedGraph(pipelines, files.share(sources), sinks, settings);
    }
}
