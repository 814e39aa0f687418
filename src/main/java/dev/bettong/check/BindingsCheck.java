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
import dev.bettong.wiring.DeclaredPipeline;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;

/** Checks that every source and every sink is bound on both sides: to a pipeline and to an address. */
final class BindingsCheck {

    private final Problems problems;
    private final Connectors connectors;

    BindingsCheck(Problems problems, Connectors connectors) {
        this.problems = problems;
        this.connectors = connectors;
    }

    void check(List<DeclaredPipeline> declared, BettongProperties properties) {
        Map<String, String> sourceKinds = new HashMap<>(connectors.sources());
        properties.sources().forEach((name, source) -> kind(name, source.tcp(), sourceKinds, "source"));
        Map<String, String> sinkKinds = new HashMap<>(connectors.sinks());
        properties.sinks().forEach((name, sink) -> kind(name, sink.tcp(), sinkKinds, "sink"));
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
                    .forEach(source -> kind(
                            source.kind(),
                            sourceKinds.get(source.name()),
                            connectors.sourceKinds(),
                            "%s, source '%s'".formatted(each.place(), source.name()),
                            property("source", source.name())));
            pipeline.sinks()
                    .forEach(sink -> kind(
                            sink.kind(),
                            sinkKinds.get(sink.name()),
                            connectors.sinkKinds(),
                            "%s, sink '%s'".formatted(each.place(), sink.name()),
                            property("sink", sink.name())));
        }
        check(
                "source",
                uses(
                        declared,
                        pipeline ->
                                pipeline.sources().stream().map(Source::name).toList()),
                union(properties.sources().keySet(), sourceKinds.keySet()));
        uses(declared, pipeline -> pipeline.sinks().stream().map(Sink::name).toList())
                .forEach(this::exactlyOnce);
        check(
                "sink",
                uses(
                        declared,
                        pipeline -> pipeline.sinks().stream().map(Sink::name).toList()),
                union(properties.sinks().keySet(), sinkKinds.keySet()));
        new SharedSourceCheck(problems).check(declared);
    }

    /** Of a section with properties of ours: it is a TCP server or client, unless it is of a connector. */
    private void kind(String name, @Nullable Object tcp, Map<String, String> kinds, String what) {
        String connector = kinds.get(name);
        if (tcp == null && connector == null) {
            empty(what, name);
        } else if (tcp != null && connector != null) {
            problems.add(
                    property(what, name),
                    "It has the sections 'tcp' and '%s', and a %s is of one kind.".formatted(connector, what),
                    "Remove one of them.");
        } else if (tcp != null) {
            kinds.put(name, "tcp");
        }
    }

    /** The number of the last output is that of one pipeline. */
    private void exactlyOnce(String sink, List<String> places) {
        if (places.size() > 1 && connectors.exactlyOnce(sink)) {
            problems.add(
                    "sink '%s'".formatted(sink),
                    "Several pipelines write to it: %s. It numbers the outputs of one."
                            .formatted(String.join(" and ", places)),
                    "Give each pipeline a sink of its own.");
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private static Set<String> repeated(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream()
                .filter(name -> !name.isBlank() && !seen.add(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether a source or sink is of a kind that there is, and the one that is configured, if any is. */
    private void kind(String kind, @Nullable String configured, List<String> known, String place, String section) {
        if (!known.contains(kind)) {
            problems.add(
                    place,
                    "It is of kind '%s', which this service does not have.%s"
                            .formatted(kind, NearestName.question(kind, known)),
                    "Use one of these kinds: %s.".formatted(Wording.quoted(known)));
        } else if (configured != null && !configured.equals(kind)) {
            problems.add(
                    place,
                    "It is declared as one of kind '%s', and configured as one of kind '%s'."
                            .formatted(kind, configured),
                    "Write the section %s.%s, or declare the other kind.".formatted(section, kind));
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
