package dev.bettong.config;

import dev.bettong.pipeline.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Checks that states make what they promise, and that pipelines which share a state agree about it. */
final class StatesCheck {

    private static final int LONGEST_SPREAD = 80;

    private final Faults faults;

    StatesCheck(Faults faults) {
        this.faults = faults;
    }

    void check(List<DeclaredPipeline> declared) {
        Map<String, List<StateUse>> byName = new LinkedHashMap<>();
        for (DeclaredPipeline each : declared) {
            for (StateUse use : StateUse.in(each)) {
                if (use.state().name().isBlank()) {
                    faults.add(
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
                .forEach(uses -> uses.stream().map(StateUse::state).distinct().forEach(this::initial));
        byName.forEach(this::sameType);
        byName.forEach(this::sameSpread);
    }

    private void initial(State<?> state) {
        String place = "state '%s'".formatted(state.name());
        String wanted = state.type().getName();
        String action = "Let its supplier make a new %s each time; every key begins with one.".formatted(wanted);
        @Nullable Object made;
        try {
            made = state.initial().get();
        } catch (RuntimeException failure) {
            faults.add(place, "Its initial supplier throws %s.".formatted(failure), action);
            return;
        }
        if (made == null) {
            faults.add(place, "Its initial supplier gives null.", action);
        } else if (!ClassUtils.resolvePrimitiveIfNecessary(state.type()).isInstance(made)) {
            faults.add(
                    place,
                    "Its initial supplier gives a %s, which is not a %s."
                            .formatted(made.getClass().getName(), wanted),
                    action);
        }
    }

    private void sameType(String name, List<StateUse> uses) {
        Map<String, List<String>> places = uses.stream()
                .collect(Collectors.groupingBy(
                        use -> use.state().type().getName(),
                        LinkedHashMap::new,
                        Collectors.mapping(StateUse::place, Collectors.toList())));
        if (places.size() > 1) {
            faults.add(
                    "state '%s'".formatted(name),
                    "It is declared with different types: %s.".formatted(differences(places)),
                    "Use one State for all of them, or give each state a name of its own.");
        }
    }

    private void sameSpread(String name, List<StateUse> uses) {
        Map<String, List<String>> places = uses.stream()
                .filter(StateUse::known)
                .collect(Collectors.groupingBy(
                        StateUse::spread,
                        LinkedHashMap::new,
                        Collectors.mapping(StateUse::place, Collectors.toList())));
        if (places.size() > 1) {
            faults.add(
                    "state '%s'".formatted(name),
                    "It is shared between steps that partition differently: %s.".formatted(differences(places)),
                    "Partition alike, with the same keys in the same order, or give each state a name of its own.");
        }
    }

    private static String differences(Map<String, List<String>> places) {
        return places.entrySet().stream()
                .map(each -> "%s in %s".formatted(shorten(each.getKey()), String.join(" and in ", each.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String shorten(String words) {
        return words.length() <= LONGEST_SPREAD ? words : words.substring(0, LONGEST_SPREAD) + " ...";
    }
}
