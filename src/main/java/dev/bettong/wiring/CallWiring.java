package dev.bettong.wiring;

import dev.bettong.pipeline.Calls;
import dev.bettong.problem.Problems;
import dev.bettong.properties.RetryProperties;
import dev.bettong.properties.StepKind;
import dev.bettong.properties.StepProperties;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how a step calls other services. */
final class CallWiring {

    private static final String IN_FLIGHT = "in-flight";

    private final Problems problems;

    CallWiring(Problems problems) {
        this.problems = problems;
    }

    /** The options of calls belong to steps that make some. */
    void rejectMisplaced(StepProperties step, StepKind verb, String place) {
        if (verb.calls()) {
            return;
        }
        reject(IN_FLIGHT, step.inFlight(), verb, place);
        reject("timeout", step.timeout(), verb, place);
        reject("ordered", step.ordered(), verb, place);
        reject("retry", step.retry(), verb, place);
    }

    private void reject(String option, @Nullable Object value, StepKind verb, String place) {
        if (value != null) {
            problems.add(
                    place,
                    "'%s' does not belong to '%s'.".formatted(option, verb.key()),
                    "Remove it, or write compute-async or compute-blocking.");
        }
    }

    /** How the step makes its calls. */
    Calls wire(StepProperties step, String place) {
        if (step.inFlight() == null) {
            problems.add(
                    place,
                    "It does not say how many calls are under way at once.",
                    "Add '%s: 64', or what the service it calls can bear.".formatted(IN_FLIGHT));
        }
        Calls calls = Calls.inFlight(Objects.requireNonNullElse(step.inFlight(), 1));
        if (step.timeout() != null) {
            calls = calls.timeout(step.timeout());
        }
        if (Boolean.FALSE.equals(step.ordered())) {
            calls = calls.unordered();
        }
        return step.retry() == null ? calls : calls.retry(retry(step.retry()));
    }

    private static Calls.Retry retry(RetryProperties properties) {
        Calls.Retry retry = Calls.Retry.attempts(properties.attempts());
        retry = retry.backoff(
                Objects.requireNonNullElse(properties.backoff(), retry.first()),
                Objects.requireNonNullElse(properties.longestBackoff(), retry.longest()));
        List<Class<? extends Throwable>> errors = List.copyOf(properties.errors());
        return errors.isEmpty() ? retry : retry.on(thrown -> errors.stream().anyMatch(each -> each.isInstance(thrown)));
    }
}
