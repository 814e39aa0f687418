package dev.bettong.check;

import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Collects the properties that cannot be read (values of a wrong type, names that do not exist) instead of stopping at the
 * first one, for the start-up check to report with everything else. Until then such a property has its default. Used by
 * the thread that starts the application.
 */
public final class BindingProblems implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final List<ConfigurationPropertyName> PREFIXES =
            Stream.of("bettong", "server").map(ConfigurationPropertyName::of).toList();

    /** Elements of the name of a source, sink or pipeline: {@code bettong.sources.lines}. */
    private static final int SECTION_ELEMENTS = 3;

    private final List<Found> found = new ArrayList<>();
    private final List<ConfigurationPropertyName> unread = new ArrayList<>();
    private final List<ConfigurationPropertyName> incomplete = new ArrayList<>(); // with what is in it
    private boolean reported;

    @Override
    public BindHandler apply(BindHandler handler) {
        return new Collecting(handler);
    }

    /** Hands over what was found, but for what is of connectors; from here on whatever cannot be read is an exception again. */
    void report(Problems problems, Connectors connectors) {
        reported = true;
        found.stream()
                .filter(each -> !connectors.owns(each.property))
                .map(Found::problem)
                .distinct()
                .forEach(problem -> problems.add(problem.place(), problem.problem(), problem.action()));
        incomplete.forEach(name -> problems.ignoreConsequencesOf(
                name.toString(), name.chop(SECTION_ELEMENTS).toString()));
    }

    private record Found(ConfigurationPropertyName property, ConfigurationProblem problem) {}

    private static boolean isIn(ConfigurationPropertyName name, ConfigurationPropertyName section) {
        return name.equals(section) || section.isAncestorOf(name);
    }

    private static boolean isOurs(ConfigurationPropertyName name) {
        return PREFIXES.stream().anyMatch(prefix -> prefix.isAncestorOf(name));
    }

    private final class Collecting extends AbstractBindHandler {

        private Collecting(BindHandler handler) {
            super(handler);
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            ConfigurationProperty property = context.getConfigurationProperty();
            if (!reported && isOurs(name) && error instanceof UnboundConfigurationPropertiesException unknown) {
                unknown(unknown); // in a list, such as the steps of a pipeline
                incomplete.add(name.getParent());
            } else if (!reported && isOurs(name) && property != null) {
                found.add(new Found(name, wrongType(property, target.getType().resolve(Object.class))));
                incomplete.add(name);
            } else if (!reported && isOurs(name) && error instanceof ConverterNotFoundException) {
                found.add(new Found(
                        name,
                        new ConfigurationProblem(
                                name.toString(),
                                "A single value cannot stand here.",
                                "Write a section of properties.")));
                incomplete.add(name);
            } else {
                return super.onFailure(name, target, context, error);
            }
            unread.add(name);
            return null;
        }

        @Override
        public void onFinish(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
                throws Exception {
            try {
                super.onFinish(name, target, context, result);
            } catch (UnboundConfigurationPropertiesException unknown) {
                if (reported) {
                    throw unknown;
                }
                unknown(unknown);
            }
        }

        private void unknown(UnboundConfigurationPropertiesException unknown) {
            unknown.getUnboundProperties().stream()
                    .filter(property -> unread.stream().noneMatch(name -> isIn(property.getName(), name)))
                    .map(property -> new Found(property.getName(), UnknownProperty.problem(property)))
                    .forEach(found::add);
        }
    }

    private static ConfigurationProblem wrongType(ConfigurationProperty property, Class<?> type) {
        String origin = property.getOrigin() == null ? "" : " (%s)".formatted(property.getOrigin());
        String expected = expected(type);
        return new ConfigurationProblem(
                property.getName() + origin,
                "It is '%s', which is not %s.".formatted(property.getValue(), expected),
                "Set it to %s.".formatted(expected));
    }

    private static String expected(Class<?> declared) {
        Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
        if (type == Integer.class || type == Long.class) {
            return "a whole number from %s to %s"
                    .formatted(
                            type == Integer.class ? Integer.MIN_VALUE : Long.MIN_VALUE,
                            type == Integer.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "a time such as 10ms, 20s or 1h";
        }
        if (type == DataSize.class) {
            return "a size such as 64KB or 4MB";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return "a " + type.getSimpleName();
    }
}
