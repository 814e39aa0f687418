package dev.bettong.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * What every application with Bettong on its class path has unless it says otherwise: the libraries that come along stay
 * silent until they are wanted, and what Bettong is watched with is exposed. The default properties of the application come
 * first, as does any other property source.
 */
public final class BettongDefaults implements EnvironmentPostProcessor {

    private static final Map<String, Object> DEFAULTS = Map.of(
            "management.endpoints.web.exposure.include", "health,prometheus,pipelines,partitions",
            "management.tracing.export.enabled", "false", // or each line of the log has room for a trace
            "management.opentelemetry.enabled", "${management.tracing.export.enabled}",
            "springdoc.api-docs.enabled", "true"); // springdoc's default, with which it does not warn of it

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        Map<String, Object> defaults = new HashMap<>(DEFAULTS);
        PropertySource<?> own = sources.get(DefaultPropertiesPropertySource.NAME);
        if (own instanceof EnumerablePropertySource<?> set) {
            for (String name : set.getPropertyNames()) {
                defaults.put(name, Objects.requireNonNull(set.getProperty(name)));
            }
        }
        DefaultPropertiesPropertySource.addOrMerge(defaults, sources);
    }
}
