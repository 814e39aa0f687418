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
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Names the plug-in whose classes keep an application from starting. Comes before Spring Boot's own analyzers, which know
 * nothing of plug-ins.
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
            return null; // it has a description of its own
        }
        return causes.reversed().stream()
                .map(cause -> problem(cause, loader))
                .flatMap(Optional::stream)
                .findFirst()
                .map(problem -> new FailureAnalysis(
                        InvalidApplicationAnalyzer.describe(List.of(problem)),
                        "Apply the fix shown after '->'. Further problems may show once it is applied.",
                        failure))
                .orElse(null);
    }

    private static Optional<ConfigurationProblem> problem(Throwable cause, PluginLoader loader) {
        return switch (cause) {
            case NoClassDefFoundError missing -> missingClass(missing, CLASS_NAME, loader);
            case ClassNotFoundException missing -> missingClass(missing, CLASS_NAME, loader);
            case FileNotFoundException missing -> missingClass(missing, MISSING_RESOURCE, loader);
            default ->
                thrower(cause, loader)
                        .map(jar -> new ConfigurationProblem(
                                PluginsCheck.place(jar.file()),
                                "It failed: %s, thrown from %s.".formatted(cause, frame(cause, jar)),
                                "Correct it, compile it against the versions in this application, or remove it."));
        };
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
