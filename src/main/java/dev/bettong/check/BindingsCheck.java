package dev.bettong.check;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.NearestName;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.SinkProperties;
import dev.bettong.properties.SourceProperties;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks that every source and every sink is bound on both sides: to a pipeline and to an address. */
final class BindingsCheck {

    private final Problems problems;

    BindingsCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared, BettongProperties properties) {
        for (DeclaredPipeline each : declared) {
            Pipeline pipeline = each.pipeline();
            for (String name :
                    repeated(pipeline.sources().stream().map(Source::name).toList())) {
                problems.add(
                        "%s, source '%s'".formatted(each.place(), name),
                        "The pipeline begins at it more than once, which would read each event twice.",
                        "Begin there once, and let several flows follow: with also(...), when(...) or merge(...).");
            }
            for (String name : repeated(sinks(pipeline))) {
                problems.add(
                        "%s, sink '%s'".formatted(each.place(), name),
                        "A step writes to it more than once, which would send each output twice.",
                        "Name it once behind each step.");
            }
            pipeline.sources()
                    .forEach(source -> kind(source.kind(), SourceProperties.KINDS, each, "source", source.name()));
            pipeline.sinks().forEach(sink -> kind(sink.kind(), SinkProperties.KINDS, each, "sink", sink.name()));
        }
        check(
                "source",
                uses(
                        declared,
                        pipeline ->
                                pipeline.sources().stream().map(Source::name).toList()),
                properties.sources().keySet());
        check(
                "sink",
                uses(
                        declared,
                        pipeline -> pipeline.sinks().stream().map(Sink::name).toList()),
                properties.sinks().keySet());
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
        new SharedSourceCheck(problems).check(declared);
    }

    private static Set<String> repeated(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream()
                .filter(name -> !name.isBlank() && !seen.add(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void kind(String kind, List<String> known, DeclaredPipeline declared, String what, String name) {
        if (!known.contains(kind)) {
            problems.add(
                    "%s, %s '%s'".formatted(declared.place(), what, name),
                    "It is a %s of kind '%s', which this service does not have.%s"
                            .formatted(what, kind, NearestName.question(kind, known)),
                    "Use one of these kinds: %s.".formatted(Wording.quoted(known)));
        }
    }

    /** The names of its sinks, each once, and those again to which a step writes twice: flows may share a sink. */
    private static List<String> sinks(Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        IdentityHashMap<Step, Set<String>> sinks = new IdentityHashMap<>(); // equality would follow every way to a step
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            String name = delivery.sink().name();
            Set<String> seen = sinks.computeIfAbsent(delivery.from(), from -> new HashSet<>());
            if (!seen.add(name) || !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, List<String>> uses(
            List<DeclaredPipeline> declared, Function<Pipeline, List<String>> names) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        for (DeclaredPipeline each : declared) {
            for (String name : new LinkedHashSet<>(names.apply(each.pipeline()))) {
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
