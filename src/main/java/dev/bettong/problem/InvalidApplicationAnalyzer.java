package dev.bettong.problem;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells every fault that the start-up check found: place, what is wrong, and what to do. */
public final class InvalidApplicationAnalyzer extends AbstractFailureAnalyzer<InvalidApplicationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidApplicationException cause) {
        return new FailureAnalysis(
                describe(cause.problems()),
                "Do what stands behind each arrow; the whole application was checked, so there are no further faults"
                        + " behind these.",
                cause);
    }

    public static String describe(List<ConfigurationProblem> problems) {
        StringBuilder text = new StringBuilder("Bettong cannot start this application. It has %s:%n"
                .formatted(problems.size() == 1 ? "1 fault" : problems.size() + " faults"));
        for (int i = 0; i < problems.size(); i++) {
            ConfigurationProblem fault = problems.get(i);
            text.append("%n%d. %s%n   %s%n   -> %s%n".formatted(i + 1, fault.place(), fault.problem(), fault.action()));
        }
        return text.toString().stripTrailing();
    }
}
