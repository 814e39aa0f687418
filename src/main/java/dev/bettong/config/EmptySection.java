package dev.bettong.config;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Reads a section with nothing in it as all defaults: YAML's {@code tcp: {}} and {@code tcp:} reach the binder as an empty
 * string, which it would refuse to make a record of.
 */
@ConfigurationPropertiesBinding
final class EmptySection implements GenericConverter {

    private final Binder defaults = new Binder(new MapConfigurationPropertySource(Map.of()));

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return Stream.of(Section.class.getPermittedSubclasses())
                .map(section -> new ConvertiblePair(String.class, section))
                .collect(Collectors.toSet());
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source != null && !source.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "'%s' stands where a section of properties is expected".formatted(source));
        }
        return defaults.bindOrCreate("section", targetType.getType());
    }
}
