package dev.bettong.test;

import dev.bettong.check.BindingProblems;
import dev.bettong.check.CheckedGraph;
import dev.bettong.check.GraphCheck;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.properties.BettongProperties;
import dev.bettong.wiring.DeclaredPipeline;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                properties.put("bettong.sources[%s].tcp.port".formatted(source.name()), 0);
            }
            for (Sink<?> sink : pipeline.sinks()) {
                properties.put("bettong.sinks[%s].tcp.port".formatted(sink.name()), 1);
            }
        }
        BettongProperties bound = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("bettong", BettongProperties.class);
        List<DeclaredPipeline> declared = pipelines.stream()
                .map(pipeline -> DeclaredPipeline.bean(pipeline.name(), pipeline))
                .toList();
        return new GraphCheck(bound, List.of(), null, new BindingProblems())
                .check(declared, new DefaultListableBeanFactory());
    }
}
