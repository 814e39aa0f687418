package dev.bettong.check;

import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.InvalidApplicationAnalyzer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Tells where a configuration file is no YAML; the parser does not know which file it was. */
final class YamlAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
        @Nullable Mark mark = cause.getProblemMark();
        String place = mark == null
                ? "a configuration file"
                : "a configuration file, line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
        String problem = "It is not YAML: %s.".formatted(cause.getProblem());
        ConfigurationProblem unreadable = new ConfigurationProblem(
                place,
                mark == null ? problem : problem + System.lineSeparator() + mark.get_snippet(),
                "Correct it. It is application.yml, here or in the directory config, unless spring.config names others.");
        return new FailureAnalysis(
                InvalidApplicationAnalyzer.describe(List.of(unreadable)),
                "Apply the fix shown after '->'. Everything else is checked once the configuration can be read.",
                cause);
    }
}
