package dev.bettong.check;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.NearestName;
import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.PropertyName;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Checks that every source and every sink is bound once on both sides: to a pipeline and to an address. */
final class BindingsCheck {

    private final Problems problems;

    BindingsCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared, BettongProperties properties) {
        Map<String, List<String>> sources =
                uses(declared, each -> List.of(each.pipeline().source().name()));
        Map<String, List<String>> sinks = uses(declared, each -> sinks(each.pipeline()));
        check("source", sources, properties.sources().keySet());
        check("sink", sinks, properties.sinks().keySet());
        properties.sources().forEach((name, source) -> {
            if (source.tcp() == null) {
                empty("source", name);
            }
        });
        properties.sinks().forEach((name, sink) -> {
            if (sink.tcp() == null) {
                empty("sink", name);
            }
        });
    }

    /** The names of its sinks, each once: flows of a pipeline may share a sink, but a step must not write to it twice. */
    private static List<String> sinks(Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        Set<List<Object>> seen = new HashSet<>();
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            String name = delivery.sink().name();
            if (!seen.add(List.of(delivery.from(), name)) || !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, List<String>> uses(
            List<DeclaredPipeline> declared, Function<DeclaredPipeline, List<String>> names) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        for (DeclaredPipeline each : declared) {
            for (String name : names.apply(each)) {
                if (!name.isBlank()) {
                    uses.computeIfAbsent(name, ignored -> new ArrayList<>()).add(each.place());
                }
            }
        }
        return uses;
    }

    private void check(String kind, Map<String, List<String>> used, Set<String> configured) {
        Set<String> unused = new TreeSet<>(configured);
        unused.removeAll(used.keySet());
        Set<String> unbound = new TreeSet<>(used.keySet());
        unbound.removeAll(configured);
        used.forEach((name, places) -> {
            if (places.size() > 1) {
                problems.add(
                        "%s '%s'".formatted(kind, name),
                        "It is used %d times: by %s.".formatted(places.size(), String.join(" and by ", places)),
                        "Use every %s once; give the others names and addresses of their own.".formatted(kind));
            }
            if (unbound.contains(name)) {
                problems.add(
                        "%s '%s'".formatted(kind, name),
                        "It is used by %s, but it is not configured.%s"
                                .formatted(places.getFirst(), NearestName.question(name, unused)),
                        "Set %s.tcp.port.%s".formatted(property(kind, name), brackets(kind, name)));
            }
        });
        if (used.isEmpty()) {
            return; // nothing is used at all, which is a problem of its own
        }
        for (String name : unused) {
            problems.add(
                    property(kind, name),
                    "No pipeline uses the %s '%s'.%s".formatted(kind, name, NearestName.question(name, unbound)),
                    "Remove it, or let a pipeline use it.");
        }
    }

    /** YAML loses blanks and signs of a key without brackets. */
    private static String brackets(String kind, String name) {
        return property(kind, name).endsWith("]") ? " In YAML, the key is \"[%s]\".".formatted(name) : "";
    }

    private void empty(String kind, String name) {
        problems.add(
                property(kind, name),
                "Nothing under it says what kind of %s it is.".formatted(kind),
                "Write a section 'tcp' under it, which may be empty: {tcp: {}}.");
    }

    private static String property(String kind, String name) {
        return PropertyName.of("bettong.%ss".formatted(kind), name);
    }
}
