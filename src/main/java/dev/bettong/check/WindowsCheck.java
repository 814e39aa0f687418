package dev.bettong.check;

import dev.bettong.codec.StateCodecs;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.Placeholder;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that windows are possible, and that aggregations can keep what they have of each. */
final class WindowsCheck {

    private static final int MOST_PANES = 10_000;
    private static final int MOST_EMPTY = 1_000_000;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final Problems problems;

    WindowsCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        for (DeclaredPipeline each : declared) {
            List<Step> steps = each.pipeline().steps();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) instanceof Step.Aggregate aggregate) {
                    if (aggregate.window() != null) {
                        window(aggregate.window(), each.place(i));
                    }
                    state(aggregate, each.place(i));
                }
            }
        }
        ownStates(declared);
    }

    private void window(Window window, String place) {
        switch (window) {
            case Window.Span span -> span(span, place);
            case Window.Days days -> notNegative(days.grace(), "grace", place);
            case Window.Session session -> {
                positive(session.gap(), "gap", place);
                notNegative(session.grace(), "grace", place);
            }
            case Window.Count count -> {
                if (count.events() < 1) {
                    problems.add(
                            place,
                            "The count of its window is %d.".formatted(count.events()),
                            "Let it have at least one.");
                }
                notNegative(count.orAfter(), "time without events", place);
            }
        }
    }

    private void span(Window.Span span, String place) {
        notNegative(span.grace(), "grace", place);
        notNegative(span.emptyFor(), "time for windows without events", place);
        if (!positive(span.size(), "size", place) || !positive(span.every(), "step", place)) {
            return;
        }
        if (span.every().compareTo(span.size()) > 0) {
            problems.add(
                    place,
                    "Its windows are %s long, and one begins every %s: events between them would count nowhere."
                            .formatted(span.size(), span.every()),
                    "Let one begin at least every %s.".formatted(span.size()));
        } else if (span.emptyFor().dividedBy(span.every()) > MOST_EMPTY) {
            problems.add(
                    place,
                    "A key would have %d results without events behind its last one."
                            .formatted(span.emptyFor().dividedBy(span.every())),
                    "Give it a shorter time for windows without events, so that there are at most %d."
                            .formatted(MOST_EMPTY));
        } else if (panes(span) > MOST_PANES) {
            problems.add(
                    place,
                    "Its windows of %s, of which one begins every %s, would have %d parts."
                            .formatted(span.size(), span.every(), panes(span)),
                    "Choose times with a larger common divisor, so that there are at most %d.".formatted(MOST_PANES));
        }
        if (span.offset().abs().compareTo(span.size()) >= 0 || !whole(span.offset())) {
            problems.add(
                    place,
                    "Its windows of %s start with an offset of %s.".formatted(span.size(), span.offset()),
                    "Give an offset of whole milliseconds that is shorter than a window.");
        }
    }

    private static long panes(Window.Span span) {
        BigInteger size = BigInteger.valueOf(span.size().toMillis());
        BigInteger every = BigInteger.valueOf(span.every().toMillis());
        return size.divide(size.gcd(every)).longValue();
    }

    private boolean positive(Duration duration, String what, String place) {
        boolean valid = duration.compareTo(SHORTEST) >= 0 && whole(duration);
        if (!valid) {
            problems.add(
                    place,
                    "The %s of its window is %s.".formatted(what, duration),
                    "Give whole milliseconds, from 1 ms to 100 years.");
        }
        return valid;
    }

    private void notNegative(Duration duration, String what, String place) {
        if (duration.isNegative() || !whole(duration)) {
            problems.add(
                    place,
                    "The %s of its window is %s.".formatted(what, duration),
                    "Give whole milliseconds, up to 100 years.");
        }
    }

    private static boolean whole(Duration duration) {
        return duration.compareTo(LONGEST) <= 0 && duration.toNanosPart() % NANOS_PER_MILLI == 0;
    }

    private void state(Step.Aggregate step, String place) {
        if (Placeholder.isState(step.state())) {
            return;
        }
        if (step.state().codec() != null) {
            problems.add(
                    place,
                    "Its state '%s' has a codec of its own, but windows are stored by the default codec."
                            .formatted(step.state().name()),
                    "Leave the codec out, and make the accumulator a record or a class of fields.");
        } else if (needsMerge(step.window()) && !Placeholder.isAggregation(step.function())) {
            merge(step, place);
        }
    }

    private static boolean needsMerge(@Nullable Window window) {
        return window instanceof Window.Session
                || (window instanceof Window.Span span && !span.size().equals(span.every()));
    }

    /** A merge that changes what it is given would count events twice in windows that overlap. */
    @SuppressWarnings("unchecked") // the types were checked before
    private void merge(Step.Aggregate step, String place) {
        Aggregation<Object, Object, Object, Object> function =
                (Aggregation<Object, Object, Object, Object>) step.function();
        State<?> state = step.state();
        byte[] before;
        byte[] after;
        try {
            StateCodec<Object> codec = StateCodecs.of(state);
            Object left = state.initial().get();
            Object right = state.initial().get();
            before = pair(codec, left, right);
            Object merged = function.merge(left, right);
            after = pair(codec, left, right);
            if (merged == null) {
                problems.add(
                        place,
                        "Its aggregation gives null when it merges two accumulators of no events.",
                        "Let merge give an accumulator.");
                return;
            }
        } catch (Exception other) { // it cannot merge two of no events, or they cannot be stored, which is reported
            return;
        }
        if (!Arrays.equals(before, after)) {
            problems.add(
                    place,
                    "Its aggregation changes an accumulator when it merges two.",
                    "Let merge make a new one: the others may count in further windows.");
        }
    }

    private static byte[] pair(StateCodec<Object> codec, Object left, Object right) throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(codec.encode(left));
        both.write(codec.encode(right));
        return both.toByteArray();
    }

    /** The windows of one step mean nothing to another one. */
    private void ownStates(List<DeclaredPipeline> declared) {
        Map<String, List<String>> users = new LinkedHashMap<>(); // places by state
        Set<String> aggregated = new HashSet<>();
        for (DeclaredPipeline each : declared) {
            List<Step> steps = each.pipeline().steps();
            for (int i = 0; i < steps.size(); i++) {
                State<?> state = steps.get(i).state();
                if (state != null && !Placeholder.isState(state)) {
                    users.computeIfAbsent(state.name(), name -> new ArrayList<>())
                            .add(each.place(i));
                    if (steps.get(i) instanceof Step.Aggregate) {
                        aggregated.add(state.name());
                    }
                }
            }
        }
        users.forEach((state, places) -> {
            if (places.size() > 1 && aggregated.contains(state)) {
                problems.add(
                        "state '%s'".formatted(state),
                        "It is used by %s, but an aggregation has a state for itself."
                                .formatted(String.join(" and by ", places)),
                        "Give each of them a state of its own.");
            }
        });
    }
}
