package dev.bettong.config;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells every fault that the start-up check found: place, what is wrong, and what to do. */
final class FaultyApplicationAnalyzer extends AbstractFailureAnalyzer<FaultyApplicationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FaultyApplicationException cause) {
        return new FailureAnalysis(
                describe(cause.faults()),
                "Do what stands behind each arrow; the whole application was checked, so there are no further faults"
                        + " behind these.",
                cause);
    }

    static String describe(List<Fault> faults) {
        StringBuilder text = new StringBuilder("Bettong cannot start this application. It has %s:%n"
                .formatted(faults.size() == 1 ? "1 fault" : faults.size() + " faults"));
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            text.append("%n%d. %s%n   %s%n   -> %s%n".formatted(i + 1, fault.place(), fault.problem(), fault.action()));
        }
        return text.toString().stripTrailing();
    }
}
