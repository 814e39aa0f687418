package dev.bettong.test;

import dev.bettong.check.BindingProblems;
import dev.bettong.check.CheckedGraph;
import dev.bettong.check.Connectors;
import dev.bettong.check.GraphCheck;
import dev.bettong.connect.Opening;
import dev.bettong.connect.SinkConnector;
import dev.bettong.connect.SourceConnector;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.properties.BettongProperties;
import dev.bettong.wiring.DeclaredPipeline;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** An application of some pipelines, which has passed the start-up check. */
final class TestApplication {

    private TestApplication() {}

    /**
     * Checks pipelines as a start of the service would.
     *
     * @param data {@code null} for no data directory
     * @throws dev.bettong.problem.InvalidApplicationException if they cannot run
     */
    static CheckedGraph of(List<Pipeline> pipelines, int workers, @Nullable Path data) {
        Set<String> kinds = new HashSet<>();
        Map<String, Object> properties = new HashMap<>();
        properties.put("bettong.workers", workers);
        properties.put("bettong.checkpoint.interval", "1000d"); // the test says when
        properties.put("bettong.worker-delay-limit", "1000d");
        properties.put("bettong.dead-letters.max-age", "36500d");
        properties.put("bettong.dead-letters.max-count", 1_000_000);
        properties.put("bettong.shutdown-timeout", "100ms"); // whatever is left then has no answer
        if (data != null) {
            properties.put("bettong.data-directory", data.toString());
        }
        for (Pipeline pipeline : pipelines) {
            for (Source<?> source : pipeline.sources()) {
                properties.put(section("sources", source.name(), source.kind(), kinds), 0);
            }
            for (Sink<?> sink : pipeline.sinks()) {
                properties.put(section("sinks", sink.name(), sink.kind(), kinds), 1);
            }
        }
        Binder binder = new Binder(new MapConfigurationPropertySource(properties));
        BettongProperties bound = binder.bindOrCreate("bettong", BettongProperties.class);
        List<StandIn> connectors = kinds.stream().map(StandIn::new).toList();
        List<DeclaredPipeline> declared = pipelines.stream()
                .map(pipeline -> DeclaredPipeline.bean(pipeline.name(), pipeline))
                .toList();
        return new GraphCheck(
                        bound,
                        List.of(),
                        null,
                        new BindingProblems(),
                        Connectors.of(List.copyOf(connectors), List.copyOf(connectors), binder))
                .check(declared, new DefaultListableBeanFactory());
    }

    private static String section(String part, String name, String kind, Set<String> kinds) {
        if (kind.equals("tcp")) {
            return "bettong.%s[%s].tcp.port".formatted(part, name);
        }
        kinds.add(kind);
        return "bettong.%s[%s].%s".formatted(part, name, kind);
    }

    /** In place of the connectors of a kind: a test sends and receives itself. */
    private record StandIn(String kind) implements SourceConnector, SinkConnector {

        @Override
        public Reader open(Opening opening, Map<String, byte[]> after) {
            throw new UnsupportedOperationException("nothing is opened in a test");
        }

        @Override
        public Writer open(Opening opening) {
            throw new UnsupportedOperationException("nothing is opened in a test");
        }
    }
}
