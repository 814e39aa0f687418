package dev.bettong.config;

import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.convert.ConverterNotFoundException;

/**
 * Reads a section with nothing in it as all defaults: YAML's {@code tcp: {}} and {@code tcp:} reach the binder as an empty
 * string, which it refuses to make a record of. Not a converter, because that would also win over properties that another
 * source, such as the environment, puts into the section.
 */
final class EmptySections implements ConfigurationPropertiesBindHandlerAdvisor {

    @Override
    public BindHandler apply(BindHandler handler) {
        return new DefaultsOnFailure(handler);
    }

    private static final class DefaultsOnFailure extends AbstractBindHandler {

        private final Binder defaults = new Binder(new MapConfigurationPropertySource(Map.of()));

        DefaultsOnFailure(BindHandler parent) {
            super(parent);
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            Class<?> type = target.getType().toClass();
            if (!Section.class.isAssignableFrom(type) || !(error instanceof ConverterNotFoundException)) {
                return super.onFailure(name, target, context, error);
            }
            Object value = value(name, context);
            if (value != null && !value.toString().isBlank()) {
                throw new IllegalArgumentException(
                        "'%s' stands at %s, where a section of properties is expected".formatted(value, name));
            }
            return defaults.bindOrCreate("section", type);
        }

        private static @Nullable Object value(ConfigurationPropertyName name, BindContext context) {
            return StreamSupport.stream(context.getSources().spliterator(), false)
                    .map(source -> source.getConfigurationProperty(name))
                    .filter(Objects::nonNull)
                    .map(ConfigurationProperty::getValue)
                    .findFirst()
                    .orElse(null);
        }
    }
}
