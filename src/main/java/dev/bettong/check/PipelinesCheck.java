package dev.bettong.check;

import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks every pipeline by itself: names, key lists, and that state has a key. */
final class PipelinesCheck {

    private final Problems problems;

    PipelinesCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        pipelineNames(declared);
        for (DeclaredPipeline each : declared) {
            for (Source<?> source : each.pipeline().sources()) {
                blank(
                        source.name(),
                        each.place() + ", from",
                        "source",
                        "Name the source, an entry of bettong.sources.");
            }
            for (Sink<?> sink : each.pipeline().sinks()) {
                blank(sink.name(), each.place() + ", to", "sink", "Name the sink, an entry of bettong.sinks.");
            }
            stepNames(each);
            keyLists(each);
            statesHaveKeys(each);
        }
    }

    private void pipelineNames(List<DeclaredPipeline> declared) {
        Map<String, List<String>> origins = new LinkedHashMap<>();
        for (DeclaredPipeline each : declared) {
            String name = each.pipeline().name();
            if (name.isBlank()) {
                problems.add(each.origin(), "The pipeline has no name.", "Name it; metrics and status carry the name.");
            } else {
                origins.computeIfAbsent(name, ignored -> new ArrayList<>()).add(each.origin());
            }
        }
        origins.forEach((name, all) -> {
            if (all.size() > 1) {
                problems.add(
                        "pipeline '%s'".formatted(name),
                        "%d pipelines have this name: %s.".formatted(all.size(), String.join(", ", all)),
                        "Give each a name of its own; metrics and status carry the name.");
            }
        });
    }

    private void stepNames(DeclaredPipeline declared) {
        List<Step> steps = declared.pipeline().steps();
        Map<String, List<Integer>> positions = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            blank(steps.get(i).name(), declared.place(i), "step", "Name it; metrics and failures carry the name.");
            boolean counted = switch (steps.get(i)) {
                case Step.When when -> !when.matches(); // with those that match
                case Step.Merge merge -> true; // has no name of its own
                default -> false;
            };
            if (!counted && !steps.get(i).name().isBlank()) {
                positions
                        .computeIfAbsent(steps.get(i).name(), ignored -> new ArrayList<>())
                        .add(i + 1);
            }
        }
        positions.forEach((name, all) -> {
            if (all.size() > 1) {
                problems.add(
                        "%s, step '%s'".formatted(declared.place(), name),
                        "%d steps have this name: number %s.".formatted(all.size(), join(all)),
                        "Give each a name of its own; metrics and failures carry the name.");
            }
        });
    }

    private static String join(List<Integer> positions) {
        String last = positions.getLast().toString();
        List<String> others = positions.subList(0, positions.size() - 1).stream()
                .map(String::valueOf)
                .toList();
        return String.join(", ", others) + " and " + last;
    }

    private void keyLists(DeclaredPipeline declared) {
        List<Step> steps = declared.pipeline().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.FixedPartition fixed) {
                keyList(fixed.keys(), declared.place(i) + ", keys");
            }
        }
    }

    private void keyList(List<?> keys, String place) {
        Set<Object> seen = new HashSet<>();
        Set<Object> twice = new LinkedHashSet<>();
        for (@Nullable Object key : keys) {
            if (key != null && !seen.add(key)) {
                twice.add(key);
            }
        }
        if (keys.isEmpty()) {
            problems.add(
                    place,
                    "The key list is empty.",
                    "List the keys, or leave the list out so that any key is welcome.");
        }
        if (keys.stream().anyMatch(key -> key == null)) {
            problems.add(
                    place, "The key list has a null in it.", "Remove it: a partition function that gives null fails.");
        }
        if (!twice.isEmpty()) {
            problems.add(
                    place,
                    "The key list has these keys more than once: %s.".formatted(Wording.quoted(twice)),
                    "List every key once; each is a partition.");
        }
    }

    private void statesHaveKeys(DeclaredPipeline declared) {
        List<Step> steps = declared.pipeline().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).state() != null && steps.get(i).partitioning() == null) {
                problems.add(
                        declared.place(i),
                        "It computes with state, but no step before it partitions, so there is no key to keep state by.",
                        "Put a partition or collect step before it.");
            }
        }
    }

    private void blank(String name, String place, String what, String action) {
        if (name.isBlank()) {
            problems.add(place, "The %s has no name.".formatted(what), action);
        }
    }
}
