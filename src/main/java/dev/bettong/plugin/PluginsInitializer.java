package dev.bettong.plugin;

import dev.bettong.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Adds the jars of {@code bettong.plugin-directory} to an application, before it looks for beans. */
public final class PluginsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Logger log = LoggerFactory.getLogger(PluginsInitializer.class);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String configured = context.getEnvironment().getProperty("bettong.plugin-directory", "");
        Path directory = Path.of(configured);
        if (configured.isEmpty() || !Files.isDirectory(directory)) {
            return;
        }
        ClassLoader application = Objects.requireNonNull(context.getClassLoader());
        Problems problems = new Problems();
        List<PluginJar> jars = new PluginsCheck(application, problems).read(directory);
        problems.throwIfAny();
        if (jars.isEmpty()) {
            return;
        }
        log.info("Plug-ins: {}", jars.stream().map(PluginJar::file).toList());
        PluginLoader loader = new PluginLoader(jars, application);
        context.setClassLoader(loader);
        Thread.currentThread().setContextClassLoader(loader); // libraries of plug-ins look for their services there
    }
}
