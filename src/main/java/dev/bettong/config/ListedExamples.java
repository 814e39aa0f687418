package dev.bettong.config;

import dev.bettong.examples.celsius.Celsius;
import dev.bettong.examples.reverse.Reverse;
import dev.bettong.examples.wordcount.WordCount;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Selects the configurations of the examples whose names are listed. A name that is no example's is an error: left
 * alone it would start an application that does nothing.
 */
final class ListedExamples implements ImportSelector {

    private static final String PROPERTY = "bettong.examples";
    private static final Map<String, Class<?>> EXAMPLES =
            Map.of("word-count", WordCount.class, "reverse", Reverse.class, "celsius", Celsius.class);

    private final Environment environment;

    ListedExamples(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String[] selectImports(AnnotationMetadata importingClass) {
        return Binder.get(environment).bind(PROPERTY, Bindable.listOf(String.class)).orElse(List.of()).stream()
                .map(ListedExamples::configurationOf)
                .map(Class::getName)
                .toArray(String[]::new);
    }

    private static Class<?> configurationOf(String name) {
        Class<?> configuration = EXAMPLES.get(name);
        if (configuration == null) {
            throw new InvalidConfigurationPropertyValueException(
                    PROPERTY, name, "There is no such example; there are " + new TreeSet<>(EXAMPLES.keySet()) + ".");
        }
        return configuration;
    }
}
