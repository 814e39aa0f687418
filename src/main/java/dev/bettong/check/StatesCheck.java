package dev.bettong.check;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.problem.Problems;
import dev.bettong.state.StepStates;
import dev.bettong.wiring.DeclaredPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Checks that states make what they promise, and that pipelines which share a state agree about it. */
final class StatesCheck {

    private static final int LONGEST_SPREAD = 80;
    private static final Duration SHORTEST_EXPIRY = Duration.ofMillis(1); // entities are touched at whole milliseconds
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(36_525);

    private final Problems problems;

    StatesCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        Map<String, List<StateUse>> byName = new LinkedHashMap<>();
        for (DeclaredPipeline each : declared) {
            for (StateUse use : StateUse.in(each)) {
                if (use.state().name().isBlank()) {
                    problems.add(
                            use.place() + ", state",
                            "The state has no name.",
                            "Name it; pipelines that name the same state share it.");
                } else {
                    byName.computeIfAbsent(use.state().name(), ignored -> new ArrayList<>())
                            .add(use);
                }
            }
        }
        byName.values()
                .forEach(uses -> uses.stream().map(StateUse::state).distinct().forEach(this::each));
        byName.forEach(this::sameType);
        byName.forEach(this::sameCodec);
        byName.forEach(this::sameExpiry);
        byName.forEach(this::sameSpread);
    }

    private void each(State<?> state) {
        name(state);
        initial(state);
        expiry(state);
    }

    private void name(State<?> state) {
        if (StepStates.reserved(state.name())) {
            problems.add(
                    "state '%s'".formatted(state.name()),
                    "Its name begins like those of the states in which timers and time are saved.",
                    "Give it a name that begins with none of 'timers/', 'windows/', 'joins/', 'time/', 'calls/' and 'positions/'.");
        }
    }

    private void initial(State<?> state) {
        String place = "state '%s'".formatted(state.name());
        String wanted = state.type().getName();
        String action = "Let its supplier make a new %s each time; every key begins with one.".formatted(wanted);
        @Nullable Object made;
        try {
            made = state.initial().get();
        } catch (RuntimeException failure) {
            problems.add(place, "Its initial supplier throws %s.".formatted(failure), action);
            return;
        }
        if (made == null) {
            problems.add(place, "Its initial supplier gives null.", action);
        } else if (!ClassUtils.resolvePrimitiveIfNecessary(state.type()).isInstance(made)) {
            problems.add(
                    place,
                    "Its initial supplier gives a %s, which is not a %s."
                            .formatted(made.getClass().getName(), wanted),
                    action);
        }
    }

    private void expiry(State<?> state) {
        Duration expiry = state.expireAfter();
        if (!expiry.isZero() && (expiry.compareTo(SHORTEST_EXPIRY) < 0 || expiry.compareTo(LONGEST_EXPIRY) > 0)) {
            problems.add(
                    "state '%s'".formatted(state.name()),
                    "Its entities expire after %s, but that must be from 1 ms to 100 years.".formatted(expiry),
                    "Give expireAfter such a duration, or leave it out so that entities never expire.");
        }
    }

    private void sameType(String name, List<StateUse> uses) {
        same(
                name,
                uses,
                use -> use.state().type().getName(),
                "It is declared with different types: %s.",
                "Use one State for all of them, or give each state a name of its own.");
    }

    private void sameCodec(String name, List<StateUse> uses) {
        same(
                name,
                uses,
                StatesCheck::codec,
                "It is declared with different codecs: %s.",
                "Use one State for all of them, or give each state a name of its own.");
    }

    private static String codec(StateUse use) {
        StateCodec<?> codec = use.state().codec();
        return codec == null
                ? "the default"
                : "%s version %d".formatted(codec.getClass().getName(), codec.version());
    }

    private void sameExpiry(String name, List<StateUse> uses) {
        same(
                name,
                uses,
                use -> use.state().expireAfter().isZero()
                        ? "never"
                        : "after " + use.state().expireAfter(),
                "Its entities expire differently: %s.",
                "Use one State for all of them, or give each state a name of its own.");
    }

    private void sameSpread(String name, List<StateUse> uses) {
        same(
                name,
                uses.stream().filter(StateUse::known).toList(),
                StateUse::spread,
                "It is shared between steps that partition differently: %s.",
                "Partition alike, with the same keys in the same order, or give each state a name of its own.");
    }

    private void same(
            String name, List<StateUse> uses, Function<StateUse, String> trait, String problem, String action) {
        Map<String, List<String>> places = uses.stream()
                .collect(Collectors.groupingBy(
                        trait, LinkedHashMap::new, Collectors.mapping(StateUse::place, Collectors.toList())));
        if (places.size() > 1) {
            problems.add("state '%s'".formatted(name), problem.formatted(differences(places)), action);
        }
    }

    private static String differences(Map<String, List<String>> places) {
        return places.entrySet().stream()
                .map(each -> "%s in %s".formatted(shorten(each.getKey()), String.join(" and in ", each.getValue())))
                .collect(Collectors.joining("; "));
    }

    static String shorten(String words) {
        return words.length() <= LONGEST_SPREAD ? words : words.substring(0, LONGEST_SPREAD) + " ...";
    }
}
