package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.config.BettongAutoConfiguration;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.InvalidApplicationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.ByteArrayResource;

/** Starts small applications of one YAML text and some beans. */
public final class StartUp {

    private StartUp() {}

    public static ApplicationContextRunner application(String yaml, Class<?>... beans) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BettongAutoConfiguration.class))
                .withUserConfiguration(beans)
                .withInitializer(context -> read(yaml, context));
    }

    /** An application of pipelines that are the beans {@code first}, {@code second} and so on. */
    public static ApplicationContextRunner application(String yaml, List<Pipeline> pipelines) {
        List<String> names = List.of("first", "second", "third");
        ApplicationContextRunner runner = application(yaml);
        for (int i = 0; i < pipelines.size(); i++) {
            Pipeline pipeline = pipelines.get(i);
            runner = runner.withBean(names.get(i), Pipeline.class, () -> pipeline);
        }
        return runner;
    }

    /** What the start-up check of an application reports. */
    public static List<ConfigurationProblem> problems(ApplicationContextRunner application) {
        List<ConfigurationProblem> problems = new ArrayList<>();
        application.run(context -> {
            assertThat(context).hasFailed();
            Throwable root =
                    NestedExceptionUtils.getMostSpecificCause(Objects.requireNonNull(context.getStartupFailure()));
            assertThat(root).isInstanceOf(InvalidApplicationException.class);
            problems.addAll(((InvalidApplicationException) root).problems());
        });
        return problems;
    }

    private static void read(String yaml, ConfigurableApplicationContext context) {
        try {
            new YamlPropertySourceLoader()
                    .load("application", new ByteArrayResource(yaml.getBytes(UTF_8), "application"))
                    .forEach(context.getEnvironment().getPropertySources()::addLast);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
