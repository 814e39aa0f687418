package dev.bettong.wiring;

import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Within;
import dev.bettong.problem.Problems;
import dev.bettong.properties.StepKind;
import dev.bettong.properties.StepProperties;
import dev.bettong.properties.WithinProperties;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Builds the joins of one flow, and their right sides. */
final class JoinWiring {

    private static final int LEFT = 0; // of a join function
    private static final int RIGHT = 1;

    private final FunctionBeans beans;
    private final Problems problems;
    private final FlowWiring.Position position;
    private final FlowWiring flows;

    JoinWiring(FunctionBeans beans, Problems problems, FlowWiring.Position position, FlowWiring flows) {
        this.beans = beans;
        this.problems = problems;
        this.position = position;
        this.flows = flows;
    }

    /** The options of joins belong to joins. */
    void rejectMisplaced(StepProperties step, StepKind verb, String place) {
        if (verb != StepKind.JOIN) {
            reject("with", step.with(), verb, place);
            reject("within", step.within(), verb, place);
        }
    }

    private void reject(String option, @Nullable Object value, StepKind verb, String place) {
        if (value != null) {
            problems.add(
                    place, "'%s' does not belong to '%s'.".formatted(option, verb.key()), "Remove it, or write join.");
        }
    }

    /**
     * Builds a join.
     *
     * @param left the last step of its left side
     * @param label the step within its flow
     */
    Step wire(StepProperties step, Step left, String name, String label) {
        String place = position.place() + ", " + label;
        TypedBean<?> function = beans.find(JoinFunction.class, StepKind.JOIN.key(), step.join(), place);
        if (position.right()) { // Boot binds no record within itself, and so no 'with'
            problems.add(
                    place,
                    "A join cannot stand within the right side of another one in the configuration.",
                    "Join one after the other, or build the pipeline in Java.");
        } else if (step.with() == null) {
            problems.add(place, "It does not say with what it joins.", "Add 'with: {from: ..., steps: [...]}'.");
        }
        FlowWiring.Position beside = position.beside(label + ", with", name.isEmpty() ? label : name, problems);
        Step right = step.with() == null ? left : flows.joined(step.with(), beside);
        if (function != null) {
            position.types().enter(label, function.type(LEFT));
            beside.types().enter(label, function.type(RIGHT));
        }
        sameKeys(position.types().keyType(), beside.types().keyType(), place);
        position.types().leave(label, function == null ? null : function.output());
        return new Step.Join(
                left,
                right,
                name,
                type(function, LEFT),
                type(function, RIGHT),
                within(step.within(), place),
                function == null || function.types() == null
                        ? Placeholder.JOIN
                        : (JoinFunction<?, ?, ?>) function.bean());
    }

    private static Class<?> type(@Nullable TypedBean<?> function, int index) {
        ResolvableType type = function == null ? null : function.type(index);
        return type == null ? Object.class : type.toClass();
    }

    private void sameKeys(@Nullable ResolvableType left, @Nullable ResolvableType right, String place) {
        if (left != null && right != null && !left.toClass().equals(right.toClass())) {
            problems.add(
                    place,
                    "The keys of its left side are of type %s, and those of its right side of type %s: none is in both."
                            .formatted(left, right),
                    "Partition both sides by keys of the same type.");
        }
    }

    private Within within(@Nullable WithinProperties within, String place) {
        if (within == null || (within.before() == null && within.after() == null)) {
            problems.add(
                    place,
                    "It does not say how far in time the events may be from each other.",
                    "Add 'within: {before: 0s, after: 10m}', or what fits.");
            return Within.between(Duration.ZERO, Duration.ZERO);
        }
        return Within.between(or(within.before()), or(within.after()));
    }

    private static Duration or(@Nullable Duration duration) {
        return Objects.requireNonNullElse(duration, Duration.ZERO);
    }
}
