package dev.bettong.check;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Wording;
import dev.bettong.state.StepStates;
import dev.bettong.wiring.DeclaredPipeline;
import dev.bettong.wiring.Placeholder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place where a pipeline computes with state.
 *
 * @param place the step
 * @param state the state that it uses
 * @param partitioning what gives its events their key; {@code null} if nothing does
 */
record StateUse(String place, State<?> state, Step.@Nullable Partitioning partitioning) {

    /** All uses of state by {@code declared}, in the order of its steps. */
    static List<StateUse> in(DeclaredPipeline declared) {
        List<StateUse> uses = new ArrayList<>();
        List<Step> steps = declared.pipeline().steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            State<?> state = step.state();
            if (state != null) {
                uses.add(new StateUse(declared.place(i), state, step.partitioning()));
            }
        }
        return uses;
    }

    /** What the joins of {@code declared} use, of both sides. */
    static List<StateUse> ofJoins(DeclaredPipeline declared) {
        List<StateUse> uses = new ArrayList<>();
        List<Step> steps = declared.pipeline().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Join join) {
                uses.addAll(sidesOf(join, declared.place(i)));
            }
        }
        return uses;
    }

    /** What a join uses, of the left and of the right side. */
    static List<StateUse> sidesOf(Step.Join join, String place) {
        State<?> state = Objects.requireNonNull(StepStates.of(join));
        return join.before().stream()
                .map(side -> side instanceof Step.Partitioning itself ? itself : side.partitioning())
                .map(keys -> new StateUse(place, state, keys))
                .toList();
    }

    /** How the entities of the state are spread; equal descriptions share well. */
    String spread() {
        return switch (partitioning) {
            case Step.Partition hashed -> "by the hash of any key";
            case Step.FixedPartition fixed -> "by the keys " + Wording.quoted(fixed.keys());
            case Step.Collect all -> "all in one place";
            case null -> "not at all";
        };
    }

    /** Whether the partitioning is known; it is not where the configuration was wrong about it. */
    boolean known() {
        return partitioning != null
                && !(partitioning instanceof Step.Partition hashed && Placeholder.PARTITION.equals(hashed.by()));
    }
}
