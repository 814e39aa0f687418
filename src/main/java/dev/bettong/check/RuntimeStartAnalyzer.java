package dev.bettong.check;

import dev.bettong.runtime.RuntimeStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells what kept the runtime from starting, and what to do about it. */
public final class RuntimeStartAnalyzer extends AbstractFailureAnalyzer<RuntimeStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RuntimeStartException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
