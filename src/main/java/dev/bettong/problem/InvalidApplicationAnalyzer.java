package dev.bettong.problem;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Describes every problem that the start-up check found: place, what is wrong, and what to do. */
public final class InvalidApplicationAnalyzer extends AbstractFailureAnalyzer<InvalidApplicationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidApplicationException cause) {
        return new FailureAnalysis(
                describe(cause.problems()),
                "Apply the fix shown after each '->'. The whole application was checked: there are no further problems.",
                cause);
    }

    public static String describe(List<ConfigurationProblem> problems) {
        StringBuilder text = new StringBuilder("Bettong cannot start this application. It has %s:%n"
                .formatted(problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
        for (int i = 0; i < problems.size(); i++) {
            ConfigurationProblem problem = problems.get(i);
            text.append("%n%d. %s%n   %s%n   -> %s%n"
                    .formatted(i + 1, problem.place(), problem.problem(), problem.action()));
        }
        return text.toString().stripTrailing();
    }
}
