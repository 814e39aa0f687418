package dev.bettong.check;

import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.NearestName;
import dev.bettong.problem.Wording;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.BettongSection;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Says which property under {@code bettong} does not exist, and which was probably meant. */
public final class UnknownProperty {

    private UnknownProperty() {}

    public static ConfigurationProblem problem(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        String origin = property.getOrigin() == null ? "" : " (%s)".formatted(property.getOrigin());
        Type level = BettongProperties.class;
        Set<Type> within = new HashSet<>();
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            String element = name.getElement(i, Form.ORIGINAL);
            @Nullable Type below = below(level, name, i);
            if (below == null) {
                List<String> valid = components(level);
                return new ConfigurationProblem(
                        name.toString() + origin,
                        "There is no property '%s' under '%s'.%s"
                                .formatted(element, name.chop(i), NearestName.question(element, valid)),
                        valid.isEmpty()
                                ? "Remove it."
                                : "Use one of %s, or remove it.".formatted(Wording.quoted(valid)));
            }
            if (below instanceof Class<?> && !within.add(below) && !(level instanceof ParameterizedType)) {
                return nested(name.chop(i + 1));
            }
            level = below;
        }
        return new ConfigurationProblem(
                name.toString() + origin, "A single value cannot stand here.", "Write a section of properties.");
    }

    /** Boot binds no record within itself, except in a list, and reports each property in it as unknown. */
    private static ConfigurationProblem nested(ConfigurationPropertyName section) {
        String key = section.getLastElement(Form.DASHED);
        return new ConfigurationProblem(
                section.toString(),
                "'%s' cannot stand within '%s' in the configuration.".formatted(key, key),
                "Move the inner flow out of the outer one, or build the pipeline in Java.");
    }

    /** What the element {@code index} of {@code name} stands for within {@code level}; {@code null} if for nothing. */
    private static @Nullable Type below(Type level, ConfigurationPropertyName name, int index) {
        if (level instanceof ParameterizedType container) {
            return container.getActualTypeArguments()[container.getActualTypeArguments().length - 1];
        }
        return properties(level)
                .filter(component -> ConfigurationPropertyName.of(key(component))
                        .equals(ConfigurationPropertyName.adapt(name.getElement(index, Form.UNIFORM), '.')))
                .map(RecordComponent::getGenericType)
                .findFirst()
                .orElse(null);
    }

    private static List<String> components(Type level) {
        return properties(level).map(UnknownProperty::key).toList();
    }

    private static Stream<RecordComponent> properties(Type level) {
        return level instanceof Class<?> whole && BettongSection.class.isAssignableFrom(whole)
                ? Arrays.stream(whole.getRecordComponents())
                : Stream.empty();
    }

    private static String key(RecordComponent component) {
        return DataObjectPropertyName.toDashedForm(component.getName());
    }
}
