package dev.bettong.config;

import dev.bettong.properties.Example;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Selects the configurations of the examples whose names are listed. A name that is no example's is left to the start-up
 * check, which reports it with everything else.
 */
final class ListedExamples implements ImportSelector {

    private final Environment environment;

    ListedExamples(Environment environment) {
        this.environment = environment;
    }

    @Override
    public String[] selectImports(AnnotationMetadata importingClass) {
        List<String> listed = Binder.get(environment)
                .bind("bettong.examples", Bindable.listOf(String.class))
                .orElse(List.of());
        return Arrays.stream(Example.values())
                .filter(example -> listed.contains(example.key()))
                .map(example -> example.configuration().getName())
                .toArray(String[]::new);
    }
}
