package dev.bettong.plugin;

import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.InvalidApplicationAnalyzer;
import dev.bettong.problem.InvalidApplicationException;
import java.io.FileNotFoundException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.MethodMetadata;

/**
 * Tells which plug-in keeps an application from starting, and why, when that shows only while its classes are used. Asked
 * first: Spring Boot's own analyzers know nothing of plug-ins.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PluginFailureAnalyzer implements FailureAnalyzer {

    private static final Pattern CLASS_NAME = Pattern.compile("^([\\w$]+(?:[./][\\w$]+)*)");
    private static final Pattern MISSING_RESOURCE = Pattern.compile("\\[([\\w$/]+)\\.class]");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        if (!(Thread.currentThread().getContextClassLoader() instanceof PluginLoader loader)) {
            return null;
        }
        List<Throwable> causes = Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .toList();
        if (causes.stream().anyMatch(InvalidApplicationException.class::isInstance)) {
            return null; // it says itself what is wrong
        }
        return causes.reversed().stream()
                .map(cause -> fault(cause, loader))
                .flatMap(Optional::stream)
                .findFirst()
                .map(fault -> new FailureAnalysis(
                        InvalidApplicationAnalyzer.describe(List.of(fault)),
                        "Do what stands behind the arrow; there may be further faults behind it.",
                        failure))
                .orElse(null);
    }

    private static Optional<ConfigurationProblem> fault(Throwable cause, PluginLoader loader) {
        return switch (cause) {
            case BeanDefinitionOverrideException clash -> clash(clash, loader);
            case NoClassDefFoundError missing -> missingClass(missing, CLASS_NAME, loader);
            case ClassNotFoundException missing -> missingClass(missing, CLASS_NAME, loader);
            case FileNotFoundException missing -> missingClass(missing, MISSING_RESOURCE, loader);
            case IncompatibleClassChangeError other -> // NoSuchMethodError is one
                thrower(cause, loader)
                        .map(jar -> new ConfigurationProblem(
                                PluginsCheck.place(jar.file()),
                                "It was compiled against another version: %s.".formatted(other),
                                "Compile it against the versions in this application, or remove it."));
            default ->
                thrower(cause, loader)
                        .map(jar -> new ConfigurationProblem(
                                PluginsCheck.place(jar.file()),
                                "It failed: %s, thrown from %s.".formatted(cause, frame(cause, jar)),
                                "Correct it, or remove it."));
        };
    }

    private static Optional<ConfigurationProblem> clash(BeanDefinitionOverrideException clash, PluginLoader loader) {
        String one = declaredIn(clash.getBeanDefinition());
        String other = declaredIn(clash.getExistingDefinition());
        return Stream.of(one, other)
                .map(loader::jarOf)
                .flatMap(Optional::stream)
                .findFirst()
                .map(jar -> new ConfigurationProblem(
                        PluginsCheck.place(jar.file()),
                        "A bean of the name '%s' is declared by %s and by %s."
                                .formatted(clash.getBeanName(), who(one, loader), who(other, loader)),
                        "Give the bean of the plug-in another name."));
    }

    private static String who(@Nullable String className, PluginLoader loader) {
        return className
                + loader.jarOf(className).map(jar -> " in " + jar.file()).orElse("");
    }

    private static @Nullable String declaredIn(BeanDefinition definition) {
        MethodMetadata method =
                definition instanceof AnnotatedBeanDefinition annotated ? annotated.getFactoryMethodMetadata() : null;
        return method == null ? definition.getBeanClassName() : method.getDeclaringClassName();
    }

    private static Optional<ConfigurationProblem> missingClass(
            Throwable missing, Pattern pattern, PluginLoader loader) {
        return pattern.matcher(String.valueOf(missing.getMessage()))
                .results()
                .map((MatchResult match) -> match.group(1))
                .findFirst()
                .flatMap(name -> missingClass(name, loader));
    }

    private static Optional<ConfigurationProblem> missingClass(String name, PluginLoader loader) {
        return loader.jars().stream()
                .filter(jar -> jar.mentions(name))
                .findFirst()
                .map(jar -> new ConfigurationProblem(
                        PluginsCheck.place(jar.file()),
                        "It needs the class %s, which neither a plug-in nor the application has."
                                .formatted(name.replace('/', '.')),
                        "Put the jar that has it into %s, too, or the class into the plug-in."
                                .formatted(jar.file().getParent())));
    }

    /** The plug-in that was at work, or that had called what was. */
    private static Optional<PluginJar> thrower(Throwable cause, PluginLoader loader) {
        return Arrays.stream(cause.getStackTrace())
                .map(frame -> loader.jarOf(frame.getClassName()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static StackTraceElement frame(Throwable cause, PluginJar jar) {
        return Arrays.stream(cause.getStackTrace())
                .filter(frame -> jar.classes().containsKey(frame.getClassName()))
                .findFirst()
                .orElseThrow();
    }
}
