package dev.bettong.check;

import dev.bettong.runtime.PipelineRuntime;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.util.StringUtils;

/**
 * Says whether an application would start, without starting it. All beans are made and everything is checked as at a
 * start, up to the moment at which something would listen, connect, or write to the data directory. Used by one thread.
 */
public final class ConfigurationCheck {

    private static final String QUIET = "--logging.level.root=off"; // what it has to say goes to the report

    private final SpringApplication application;
    private final PrintStream out;
    private @Nullable ConfigurableApplicationContext context; // null until there is one

    private ConfigurationCheck(SpringApplication application, PrintStream out) {
        this.application = application;
        this.out = out;
    }

    /**
     * Checks an application, and prints what it is, or all that is wrong with it.
     *
     * @param application an application that has not run, and will not run afterwards
     * @param out where to print
     * @param args its arguments, as for a start
     * @return what the process should exit with: 0 if the application has no problem, 1 if it has
     */
    public static int run(SpringApplication application, PrintStream out, String... args) {
        return new ConfigurationCheck(application, out).run(args);
    }

    private int run(String... args) {
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false);
        application.addInitializers(this::stopBeforeTheStart);
        LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
        LoggerConfiguration root = logging.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME);
        LogLevel level = root == null ? null : root.getConfiguredLevel();
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF); // until the arguments are read
        try {
            application.run(StringUtils.addStringToArray(args, QUIET));
            throw new IllegalStateException("The application has started though it was only to be checked");
        } catch (AbandonedRunException checked) {
            return 0;
        } catch (RuntimeException failure) {
            explain(failure);
            return 1;
        } finally {
            logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, level);
            logging.cleanUp();
            out.flush();
        }
    }

    private void stopBeforeTheStart(ConfigurableApplicationContext made) {
        context = made;
        made.getBeanFactory()
                .registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new Stop(made));
    }

    /** In place of what would start the parts of the application, once all are made. */
    private final class Stop implements LifecycleProcessor {

        private final ListableBeanFactory beans;

        private Stop(ListableBeanFactory beans) {
            this.beans = beans;
        }

        @Override
        public void onRefresh() {
            CheckedGraph graph = beans.getBean(CheckedGraph.class);
            PipelineRuntime runtime = beans.getBean(PipelineRuntime.class);
            out.print(new GraphReport(graph, runtime).text());
            throw new AbandonedRunException();
        }

        @Override
        public void onClose() {}

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    /** Says what the log of a start would say. */
    private void explain(RuntimeException failure) {
        for (FailureAnalyzer analyzer : analyzers()) {
            FailureAnalysis analysis = analyzer.analyze(failure);
            if (analysis != null) {
                out.printf("%s%n", analysis.getDescription().strip());
                String action = analysis.getAction();
                if (action != null && !action.isBlank()) {
                    out.printf("%n%s%n", action.strip());
                }
                return;
            }
        }
        out.println("This application cannot start:");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            out.printf("  %s: %s%n", cause.getClass().getName(), Objects.requireNonNullElse(cause.getMessage(), ""));
        }
    }

    private List<FailureAnalyzer> analyzers() {
        ConfigurableApplicationContext made = context;
        ArgumentResolver arguments = made == null
                ? ArgumentResolver.none()
                : ArgumentResolver.of(BeanFactory.class, made.getBeanFactory())
                        .and(Environment.class, made.getEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation(application.getClassLoader())
                .load(FailureAnalyzer.class, arguments, (type, name, unusable) -> {
                    // some need a context, and there may be none yet
                });
    }
}
