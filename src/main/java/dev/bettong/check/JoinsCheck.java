package dev.bettong.check;

import dev.bettong.codec.StateCodecs;
import dev.bettong.codec.UnstorableStateException;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.state.StepStates;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.Placeholder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks that the two sides of a join can meet, and that it can keep their events until then. */
final class JoinsCheck {

    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final Problems problems;

    JoinsCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        for (DeclaredPipeline each : declared) {
            List<Step> steps = each.pipeline().steps();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) instanceof Step.Join join) {
                    time(join.within().before(), "before", each.place(i));
                    time(join.within().after(), "after", each.place(i));
                    sides(join, each.place(i));
                    events(join, each.place(i));
                }
            }
        }
        ownStates(declared);
    }

    private void time(Duration duration, String what, String place) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0 || duration.toNanosPart() % NANOS_PER_MILLI != 0) {
            problems.add(
                    place,
                    "The time %s of its interval is %s.".formatted(what, duration),
                    "Give whole milliseconds, from 0 ms to 100 years.");
        }
    }

    private void sides(Step.Join join, String place) {
        List<StateUse> sides = StateUse.sidesOf(join, place);
        StateUse left = sides.getFirst();
        StateUse right = sides.getLast();
        keyed(left, "left", place);
        keyed(right, "right", place);
        if (left.known() && right.known() && !left.spread().equals(right.spread())) {
            problems.add(
                    place,
                    "Its left side is partitioned %s, and its right side %s: their events would not meet."
                            .formatted(StatesCheck.shorten(left.spread()), StatesCheck.shorten(right.spread())),
                    "Partition both alike, with the same keys in the same order.");
        }
    }

    private void keyed(StateUse side, String which, String place) {
        if (side.partitioning() == null) {
            problems.add(
                    place,
                    "No step before its %s side partitions, so there is no key to join by.".formatted(which),
                    "Put a partition or collect step before it.");
        }
    }

    private void events(Step.Join join, String place) {
        if (Placeholder.isJoin(join.function())) {
            return;
        }
        try {
            StateCodecs.of(Objects.requireNonNull(StepStates.of(join)));
        } catch (UnstorableStateException unstorable) {
            for (String problem : unstorable.problems()) {
                problems.add(
                        place,
                        "It cannot store the events that it keeps: " + problem,
                        "Let a computation before it make records of what the join needs.");
            }
        }
    }

    /** The state of a join has the name of the step. */
    private void ownStates(List<DeclaredPipeline> declared) {
        Map<String, List<String>> users = new LinkedHashMap<>(); // places by state
        Map<String, String> joins = new LinkedHashMap<>(); // a place by state
        for (DeclaredPipeline each : declared) {
            List<Step> steps = each.pipeline().steps();
            for (int i = 0; i < steps.size(); i++) {
                State<?> state = StepStates.of(steps.get(i));
                if (state == null || Placeholder.isState(state)) {
                    continue;
                }
                users.computeIfAbsent(state.name(), name -> new ArrayList<>()).add(each.place(i));
                if (steps.get(i) instanceof Step.Join) {
                    joins.putIfAbsent(state.name(), each.place(i));
                }
            }
        }
        joins.forEach((state, place) -> {
            List<String> others = users.get(state);
            if (others != null && others.size() > 1) {
                problems.add(
                        place,
                        "It keeps its events as state '%s', which has the name of the step, but so does %s."
                                .formatted(
                                        state,
                                        String.join(
                                                " and ",
                                                others.stream()
                                                        .filter(each -> !each.equals(place))
                                                        .toList())),
                        "Give the step, or the other state, a name of its own.");
            }
            if (StepStates.reserved(state)) {
                problems.add(
                        place,
                        "It keeps its events as state '%s', whose name begins like those of the engine."
                                .formatted(state),
                        "Give the step another name.");
            }
        });
    }
}
