package dev.bettong.check;

import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks how steps call other services, and that the events for which they do can be saved. */
final class CallsCheck {

    private static final int MOST_IN_FLIGHT = 1_000_000;
    private static final int MOST_ATTEMPTS = 1_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Problems problems;

    CallsCheck(Problems problems) {
        this.problems = problems;
    }

    /**
     * Checks the calls of all pipelines.
     *
     * @param eventTypes types of the events that leave the steps, as far as they are known
     * @param durable whether calls that are under way are saved
     */
    void check(List<DeclaredPipeline> declared, Map<Step, EventType> eventTypes, boolean durable) {
        boolean whole = problems.count() == 0; // or a type may be unknown for what is reported already
        for (DeclaredPipeline each : declared) {
            List<Step> steps = each.pipeline().steps();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) instanceof Step.Calling calling) {
                    calls(calling.calls(), each.place(i));
                    if (durable) {
                        storable(eventTypes.get(calling.from()), whole, each.place(i));
                    }
                }
            }
        }
    }

    private void calls(Calls calls, String place) {
        if (calls.inFlight() < 1 || calls.inFlight() > MOST_IN_FLIGHT) {
            problems.add(
                    place,
                    "It would have %d calls under way at once.".formatted(calls.inFlight()),
                    "Give a number from 1 to %d.".formatted(MOST_IN_FLIGHT));
        }
        between(calls.timeout(), SHORTEST, "time for a call", place);
        Calls.Retry retry = calls.retry();
        if (retry.attempts() < 1 || retry.attempts() > MOST_ATTEMPTS) {
            problems.add(
                    place,
                    "It would try a call %d times.".formatted(retry.attempts()),
                    "Give a number of attempts from 1 to %d.".formatted(MOST_ATTEMPTS));
        }
        between(retry.first(), Duration.ZERO, "time before the second attempt", place);
        between(retry.longest(), Duration.ZERO, "longest time between two attempts", place);
        if (retry.first().compareTo(retry.longest()) > 0) {
            problems.add(
                    place,
                    "Between two attempts it would wait for %s at first, and for %s at most."
                            .formatted(retry.first(), retry.longest()),
                    "Let the first wait be the shortest.");
        }
    }

    private void between(Duration duration, Duration least, String what, String place) {
        if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
            problems.add(
                    place,
                    "The %s is %s.".formatted(what, duration),
                    "Give a time from %d ms to a day.".formatted(least.toMillis()));
        }
    }

    private void storable(@Nullable EventType type, boolean whole, String place) {
        if (type == null && !whole) {
            return;
        }
        if (type == null) {
            problems.add(
                    place,
                    "The type of its events is not known, but a checkpoint has to save those whose calls are under way.",
                    "Declare the function as a bean or as a class of its own, because a lambda does not say its types; or"
                            + " say .carrying(...) at the partitioning before it.");
            return;
        }
        List<String> reasons = EventSerializer.problems(type);
        if (!reasons.isEmpty()) {
            problems.add(
                    place,
                    "A checkpoint has to save the events whose calls are under way, and cannot save those of type %s: %s"
                            .formatted(type, String.join(" ", reasons)),
                    "Let a computation before it make records of what the call needs.");
        }
    }
}
