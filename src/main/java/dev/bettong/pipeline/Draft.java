package dev.bettong.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was built of a pipeline so far, besides the flow that is being built.
 *
 * @param from the sources, in the order in which they were named
 * @param scope the branch or copy that is being built, as it is in names; empty in the main flow
 * @param copies how many of this flow were made
 * @param ends of branches, copies and merged flows
 * @param deliveries of branches, copies and merged flows
 */
record Draft(
        String name,
        List<Step.From> from,
        String scope,
        int copies,
        List<Step> ends,
        List<Pipeline.Delivery> deliveries) {

    static Draft named(String name, Step.From from) {
        return new Draft(name, List.of(from), "", 0, List.of(), List.of());
    }

    Draft inside(String branch) {
        return new Draft(name, from, scope.isEmpty() ? branch : scope + "/" + branch, 0, List.of(), List.of());
    }

    Draft withCopy() {
        return new Draft(name, from, scope, copies + 1, ends, deliveries);
    }

    /** This and what a function of the author has built behind {@code begun}. */
    Draft with(@Nullable Pipeline flow, Step begun) {
        if (flow == null || flow.ends().stream().noneMatch(end -> leadsTo(begun, end))) {
            throw new IllegalArgumentException(
                    "In pipeline '%s', the flow behind '%s' must end what it was given, and return that"
                            .formatted(name, begun.name()));
        }
        return new Draft(
                name,
                plus(from, flow.from()),
                scope,
                copies,
                plus(ends, flow.ends()),
                plus(deliveries, flow.deliveries()));
    }

    /** This and what another flow has left behind, which is merged or joined. */
    Draft merge(Draft other) {
        if (!other.name.equals(name)) {
            throw new IllegalArgumentException(
                    "Pipeline '%s' cannot take in a flow of pipeline '%s': begin it with Pipeline.named(\"%s\")"
                            .formatted(name, other.name, name));
        }
        return new Draft(
                name,
                plus(from, other.from),
                scope,
                copies,
                plus(ends, other.ends),
                plus(deliveries, other.deliveries));
    }

    Pipeline end(Step last, List<? extends Sink<?>> sinks) {
        List<Pipeline.Delivery> outputs =
                sinks.stream().map(sink -> new Pipeline.Delivery(last, sink)).toList();
        return pipeline(plus(ends, List.of(last)), plus(deliveries, outputs));
    }

    /** What was built, when nothing is left to build. */
    Pipeline end() {
        return pipeline(ends, deliveries);
    }

    private Pipeline pipeline(List<Step> allEnds, List<Pipeline.Delivery> all) {
        return new Pipeline(name, from, allEnds, all, FailurePolicy.DEAD_LETTER);
    }

    /** Both, each element once: flows that are merged may have a part in common. */
    private static <E> List<E> plus(List<E> some, List<E> more) {
        Set<E> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<E> all = new ArrayList<>();
        some.stream().filter(seen::add).forEach(all::add);
        more.stream().filter(seen::add).forEach(all::add);
        return List.copyOf(all);
    }

    @SuppressWarnings("ReferenceEquality") // this very step
    private static boolean leadsTo(Step begun, Step end) {
        return stepsTo(List.of(end)).stream().anyMatch(step -> step == begun);
    }

    /** All steps on the ways to some ends, each behind those that are before it. */
    static List<Step> stepsTo(List<Step> ends) {
        Set<Step> begun = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Step> done = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Step> steps = new ArrayList<>();
        Deque<Step> open = new ArrayDeque<>(); // not by recursion: a pipeline may have thousands of steps
        ends.reversed().forEach(open::push);
        while (!open.isEmpty()) {
            Step step = open.element();
            if (begun.add(step)) {
                step.before().reversed().forEach(open::push);
            } else {
                open.remove();
                if (done.add(step)) {
                    steps.add(step);
                }
            }
        }
        return List.copyOf(steps);
    }

    /** The most partitionings on a way to a step, with that. */
    static int partitioningsTo(Step end) {
        IdentityHashMap<Step, Integer> counts = new IdentityHashMap<>();
        for (Step step : stepsTo(List.of(end))) {
            int before = step.before().stream().mapToInt(counts::get).max().orElse(0);
            counts.put(step, step instanceof Step.Partitioning ? before + 1 : before);
        }
        return counts.getOrDefault(end, 0);
    }
}
