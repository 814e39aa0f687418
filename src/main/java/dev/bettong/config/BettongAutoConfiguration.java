package dev.bettong.config;

import dev.bettong.check.BindingProblems;
import dev.bettong.check.CheckedGraph;
import dev.bettong.check.Connectors;
import dev.bettong.check.GraphCheck;
import dev.bettong.check.ListeningPort;
import dev.bettong.check.RuntimeFactory;
import dev.bettong.check.UncaughtErrors;
import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.connect.SinkConnector;
import dev.bettong.connect.SourceConnector;
import dev.bettong.embedded.BoundPipelines;
import dev.bettong.embedded.EmbeddedMetrics;
import dev.bettong.embedded.EmbeddedRuntime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.wiring.DeclaredPipeline;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.web.context.WebApplicationContext;

/** Checks the pipelines of an application and runs them. */
@AutoConfiguration
@EnableConfigurationProperties(BettongProperties.class)
public final class BettongAutoConfiguration {

    private static final int DEFAULT_WEB_PORT = 8080;

    /** Those of a web server that are sure to find an open file, as many as the service accepts. */
    private static final int WEB_CONNECTIONS = 256;

    /** Static, since properties are bound before this configuration is made. */
    @Bean
    static BindingProblems bindingFaults() {
        return new BindingProblems();
    }

    /** The kinds of sources and sinks that beans add. */
    @Bean
    Connectors connectors(
            ObjectProvider<SourceConnector> sources, ObjectProvider<SinkConnector> sinks, Environment environment) {
        return Connectors.of(
                sources.orderedStream().toList(), sinks.orderedStream().toList(), Binder.get(environment));
    }

    @Bean
    CheckedGraph checkedGraph(
            BettongProperties properties,
            ObjectProvider<Pipeline> pipelines,
            ConfigurableListableBeanFactory functions,
            ObjectProvider<SslBundles> bundles,
            BindingProblems binding,
            Connectors connectors,
            ApplicationContext context) {
        Map<String, Pipeline> named =
                new LinkedHashMap<>(BeanFactoryUtils.beansOfTypeIncludingAncestors(functions, Pipeline.class));
        List<DeclaredPipeline> declared = new ArrayList<>();
        pipelines
                .orderedStream()
                .forEach(pipeline -> declared.add(DeclaredPipeline.bean(takeName(named, pipeline), pipeline)));
        declared.addAll(ofCollections(
                functions, declared.stream().map(DeclaredPipeline::pipeline).toList()));
        List<ListeningPort> web = webPorts(context);
        return new GraphCheck(properties, web, bundles.getIfAvailable(), binding, connectors)
                .check(declared, functions)
                .within(servers(web) * WEB_CONNECTIONS);
    }

    @Bean
    @ConditionalOnMissingBean
    EmbeddedMetrics embeddedMetrics(ObjectProvider<MeterRegistry> registries) {
        return new EmbeddedMetrics(registries.getIfAvailable(CompositeMeterRegistry::new));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "bettong.runtime", havingValue = "embedded", matchIfMissing = true)
    RuntimeFactory embeddedRuntime(
            EmbeddedMetrics metrics,
            BettongProperties properties,
            ObjectProvider<PhaseListener> phases,
            ObjectProvider<ObservationRegistry> observations) {
        int sample = properties.tracing().sample();
        ObservationRegistry registry = observations.getIfAvailable(() -> ObservationRegistry.NOOP);
        return graph -> new EmbeddedRuntime(
                new BoundPipelines(graph.pipelines(), graph.eventTypes(), graph.sources(), graph.sinks()),
                graph.settings(),
                metrics,
                phases.getIfAvailable(() -> phase -> {}),
                sample == 0 ? null : new FrameObservations(registry, sample));
    }

    @Bean
    @ConditionalOnMissingBean
    PipelineRuntime pipelineRuntime(CheckedGraph graph, RuntimeFactory factory) {
        return factory.create(graph);
    }

    @Bean
    @ConditionalOnProperty(name = "bettong.on-fatal-error", havingValue = "halt")
    UncaughtErrors uncaughtErrors() {
        return new UncaughtErrors();
    }

    /** Of a sample, and so no measure of anything: there are others of all frames. */
    @Bean
    MeterFilter noMetersOfObservations() {
        return MeterFilter.deny(id -> FrameObservations.METERS.contains(id.getName()));
    }

    /** Takes the graph too, so that it is checked before whatever runtime starts. */
    @Bean
    PipelineLifecycle pipelineLifecycle(CheckedGraph graph, PipelineRuntime runtime) {
        return new PipelineLifecycle(runtime);
    }

    /** Spring puts together a list of beans where one is injected, and so passes over beans that are lists. */
    private static List<DeclaredPipeline> ofCollections(
            ConfigurableListableBeanFactory functions, List<Pipeline> known) {
        List<DeclaredPipeline> declared = new ArrayList<>();
        Problems problems = new Problems();
        ResolvableType collections = ResolvableType.forClassWithGenerics(Collection.class, Pipeline.class);
        for (String name : functions.getBeanNamesForType(collections)) {
            int index = 0;
            for (@Nullable Object pipeline : (Collection<?>) functions.getBean(name)) {
                if (pipeline == null) {
                    problems.add(
                            "bean '%s[%d]'".formatted(name, index),
                            "The list has a null in place of a pipeline.",
                            "Remove it, or give a pipeline there.");
                } else if (!known.contains(pipeline)) { // a list of beans, not a declaration
                    declared.add(DeclaredPipeline.bean("%s[%d]".formatted(name, index), (Pipeline) pipeline));
                }
                index++;
            }
        }
        problems.throwIfAny();
        return declared;
    }

    /** Takes the name of a pipeline's bean away, so that one pipeline that is two beans gets both names. */
    private static String takeName(Map<String, Pipeline> named, Pipeline pipeline) {
        String name = beanName(named, bean -> bean.equals(pipeline))
                .or(() -> beanName(named, bean -> bean.name().equals(pipeline.name()))) // a prototype is made anew
                .orElseThrow();
        named.remove(name);
        return name;
    }

    private static Optional<String> beanName(Map<String, Pipeline> named, Predicate<Pipeline> wanted) {
        return named.entrySet().stream()
                .filter(each -> wanted.test(each.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static int servers(List<ListeningPort> web) {
        return (int) web.stream()
                .filter(port -> port.property().equals("server.port") || port.port() > 0)
                .count();
    }

    private static List<ListeningPort> webPorts(ApplicationContext context) {
        List<ListeningPort> ports = new ArrayList<>();
        if (context instanceof WebApplicationContext) {
            Environment environment = context.getEnvironment();
            for (String server : List.of("server", "management.server")) {
                Integer fallback = server.equals("server") ? DEFAULT_WEB_PORT : 0;
                ports.add(new ListeningPort(
                        server + ".port",
                        environment.getProperty(server + ".address", ""),
                        port(environment, server + ".port", fallback)));
            }
        }
        return ports;
    }

    private static int port(Environment environment, String property, int fallback) {
        try {
            return environment.getProperty(property, Integer.class, fallback);
        } catch (ConversionException reported) { // by the binding of the server's properties
            return 0;
        }
    }
}
