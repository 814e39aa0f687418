package dev.bettong.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.check.CheckedGraph;
import dev.bettong.check.RuntimeStartAnalyzer;
import dev.bettong.check.StartUp;
import dev.bettong.embedded.EmbeddedMetrics;
import dev.bettong.embedded.EmbeddedRuntime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.DeadLetters;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.PipelineControl;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.testing.NoDeadLetters;
import dev.bettong.testing.NoInspection;
import dev.bettong.testing.NoSteering;
import dev.bettong.wiring.Placeholder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class BettongAutoConfigurationTest {

    private static final String ADDRESSES = "bettong: {sources: {lines: {tcp: {}}}, sinks: {counts: {tcp: {}}}}";
    private static final Pipeline PIPELINE = Pipeline.named("p")
            .from(Source.tcp("lines", Placeholder.DECODER))
            .to(Sink.tcp("counts", Placeholder.ENCODER));

    @Test
    void runsThePipelinesOfAnApplication() {
        StartUp.application(ADDRESSES, List.of(PIPELINE))
                .run(context -> assertThat(context)
                        .hasSingleBean(EmbeddedRuntime.class)
                        .getBean(PipelineLifecycle.class)
                        .returns(true, PipelineLifecycle::isRunning));
    }

    @Test
    void worksOnEveryCoreByDefault() {
        StartUp.application(ADDRESSES, List.of(PIPELINE))
                .run(context -> assertThat(
                                context.getBean(CheckedGraph.class).settings().workers())
                        .isEqualTo(Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void backsOffForARuntimeOfTheApplication() {
        RecordingRuntime runtime = new RecordingRuntime();
        StartUp.application(ADDRESSES, List.of(PIPELINE))
                .withBean(PipelineRuntime.class, () -> runtime)
                .run(context -> {
                    assertThat(context).hasSingleBean(PipelineRuntime.class);
                    assertThat(runtime.calls).containsExactly("start");
                    context.close();
                    assertThat(runtime.calls).containsExactly("start", "stop");
                });
    }

    @Test
    void checksTheGraphForARuntimeOfTheApplicationToo() {
        RecordingRuntime runtime = new RecordingRuntime();
        assertThat(StartUp.problems(StartUp.application("bettong.workers: -1", List.of(PIPELINE))
                        .withBean(PipelineRuntime.class, () -> runtime)))
                .hasSize(3);
        assertThat(runtime.calls).isEmpty();
    }

    @Test
    void checksTheGraphOfAnApplicationWhoseBeansAreLazy() {
        assertThat(StartUp.problems(StartUp.application("")
                        .withInitializer(context ->
                                context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))))
                .hasSize(1);
    }

    @Test
    void backsOffForMetricsOfTheApplication() {
        EmbeddedMetrics metrics = new EmbeddedMetrics(new SimpleMeterRegistry());
        StartUp.application(ADDRESSES, List.of(PIPELINE))
                .withBean(EmbeddedMetrics.class, () -> metrics)
                .run(context ->
                        assertThat(context.getBean(EmbeddedMetrics.class)).isSameAs(metrics));
    }

    @Test
    void stopsBeforeTheWebServer() {
        assertThat(new PipelineLifecycle(new RecordingRuntime()).getPhase())
                .isGreaterThan(SmartLifecycle.DEFAULT_PHASE - 1024)
                .isLessThan(SmartLifecycle.DEFAULT_PHASE);
    }

    @Test
    void runsPipelinesInTheOrderOfTheirBeans() {
        StartUp.application("bettong.sources: {a: {tcp: {port: 0}}, b: {tcp: {port: 0}}}", Ordered.class)
                .run(context -> assertThat(context.getBean(CheckedGraph.class).pipelines())
                        .extracting(Pipeline::name)
                        .containsExactly("a", "b"));
    }

    @Test
    void runsThePipelinesOfABeanThatIsAList() {
        StartUp.application("bettong.sources: {a: {tcp: {port: 0}}, b: {tcp: {port: 0}}}", Listed.class)
                .run(context -> assertThat(context.getBean(CheckedGraph.class).pipelines())
                        .extracting(Pipeline::name)
                        .containsExactly("a", "b"));
    }

    @Test
    void namesTheElementOfAListThatCannotRun() {
        assertThat(StartUp.problems(StartUp.application("bettong.sources: {a: {tcp: {port: 0}}}", Listed.class)))
                .extracting(ConfigurationProblem::problem)
                .anyMatch(problem -> problem.contains("bean 'pipelines[1]'"));
    }

    @Test
    void namesANullInAListOfPipelines() {
        assertThat(StartUp.problems(StartUp.application("", Nulls.class)))
                .containsExactly(new ConfigurationProblem(
                        "bean 'pipelines[0]'",
                        "The list has a null in place of a pipeline.",
                        "Remove it, or give a pipeline there."));
    }

    @Test
    void tellsWhatKeepsTheRuntimeFromStarting() {
        RuntimeStartException failure =
                new RuntimeStartException("Port 7010 is taken.", "Choose another.", new IllegalStateException());
        assertThat(new RuntimeStartAnalyzer().analyze(new IllegalStateException(failure)))
                .satisfies(analysis -> {
                    assertThat(analysis.getDescription()).isEqualTo("Port 7010 is taken.");
                    assertThat(analysis.getAction()).isEqualTo("Choose another.");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Listed {

        @Bean
        List<Pipeline> pipelines() {
            return Stream.of("a", "b")
                    .map(name -> Pipeline.named(name)
                            .from(Source.tcp(name, Placeholder.DECODER))
                            .done())
                    .toList();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nulls {

        @Bean
        List<@Nullable Pipeline> pipelines() {
            return Collections.singletonList(null);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Ordered {

        @Bean
        @Order(2)
        Pipeline second() {
            return Pipeline.named("b")
                    .from(Source.tcp("b", Placeholder.DECODER))
                    .done();
        }

        @Bean
        @Order(1)
        Pipeline first() {
            return Pipeline.named("a")
                    .from(Source.tcp("a", Placeholder.DECODER))
                    .done();
        }
    }

    /** A runtime that runs nothing and remembers what it was told. */
    private static final class RecordingRuntime implements PipelineRuntime {

        private final List<String> calls = new ArrayList<>();

        @Override
        public void start() {
            calls.add("start");
        }

        @Override
        public void stop() {
            calls.add("stop");
        }

        @Override
        public List<PipelineStatus> pipelines() {
            return List.of();
        }

        @Override
        public Optional<Checkpoints> checkpoints() {
            return Optional.empty();
        }

        @Override
        public PipelineControl control() {
            return new NoSteering();
        }

        @Override
        public Inspection inspection() {
            return new NoInspection();
        }

        @Override
        public DeadLetters deadLetters() {
            return new NoDeadLetters();
        }
    }
}
