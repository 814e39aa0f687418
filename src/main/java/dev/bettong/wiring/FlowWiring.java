package dev.bettong.wiring;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.properties.AlsoProperties;
import dev.bettong.properties.BranchProperties;
import dev.bettong.properties.FlowProperties;
import dev.bettong.properties.JoinedProperties;
import dev.bettong.properties.OtherwiseProperties;
import dev.bettong.properties.PipelineProperties;
import dev.bettong.properties.PipelineProperties.From;
import dev.bettong.properties.PipelineProperties.To;
import dev.bettong.properties.StepKind;
import dev.bettong.properties.StepProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builds the graph of one pipeline, flow by flow. */
final class FlowWiring {

    private final FunctionBeans beans;
    private final Problems problems;
    private final SourceSinkKinds kinds;
    private final List<Step.From> from = new ArrayList<>();
    private final List<Step> ends = new ArrayList<>();
    private final List<Pipeline.Delivery> deliveries = new ArrayList<>();

    FlowWiring(FunctionBeans beans, Problems problems, SourceSinkKinds kinds) {
        this.beans = beans;
        this.problems = problems;
        this.kinds = kinds;
    }

    /** The sources of all flows, in the order in which they were named. */
    List<Step.From> from() {
        return from;
    }

    /** The last step of each flow. */
    List<Step> ends() {
        return ends;
    }

    /** Which outputs go to which sink. */
    List<Pipeline.Delivery> deliveries() {
        return deliveries;
    }

    /**
     * Where a flow is.
     *
     * @param place its place in the application
     * @param scope the branch or copy that it is, as it is in names; empty for the main flow
     * @param types of the events on their way through it
     * @param right whether it is the right side of a join, or a part of it
     */
    record Position(String place, String scope, TypeFlow types, boolean right) {

        Position inside(String part, String branch) {
            String at = place + ", " + part;
            return new Position(at, scopeOf(branch), types.fork(at), right);
        }

        /** Of the right side of a join, which has sources of its own. */
        Position beside(String part, String join, Problems problems) {
            String at = place + ", " + part;
            return new Position(at, scopeOf(join), new TypeFlow(at, problems), true);
        }

        private String scopeOf(String branch) {
            return scope.isEmpty() ? branch : scope + "/" + branch;
        }
    }

    /** Builds a whole pipeline. */
    void wire(PipelineProperties declared, Position position) {
        wire(declared, begin(declared.from(), declared.fromAll(), position), position);
    }

    /** Builds the right side of a join, and gives its last step. */
    Step joined(JoinedProperties declared, Position position) {
        Built built = steps(declared.steps(), begin(declared.from(), declared.fromAll(), position), position);
        if (built.branched) {
            problems.add(
                    position.place(),
                    "It ends in branches, so no event comes to the join.",
                    "Let a computation leave out what is not to be joined.");
        }
        return built.last;
    }

    private Step begin(@Nullable From one, @Nullable List<From> all, Position position) {
        List<Step.From> begun =
                new SourceWiring(beans, problems, kinds).wire(one, all, position.place(), position.types());
        from.addAll(begun);
        return begun.size() == 1 ? begun.getFirst() : new Step.Merge(List.copyOf(begun));
    }

    /** Builds what is behind a step. */
    private void wire(FlowProperties declared, Step before, Position position) {
        Built built = steps(declared.steps(), before, position);
        end(declared, built.last, built.branched, position);
    }

    /**
     * Steps of a flow.
     *
     * @param branched whether the last step shares its events out among branches
     */
    private record Built(Step last, boolean branched) {}

    private Built steps(List<StepProperties> steps, Step before, Position position) {
        StepWiring wiring = new StepWiring(beans, problems, position, this);
        Step last = before;
        boolean branched = false;
        int copies = 0;
        for (int i = 0; i < steps.size(); i++) {
            StepProperties step = steps.get(i);
            String label = DeclaredPipeline.stepPlace(i, Objects.requireNonNullElse(step.name(), ""));
            if (branched) {
                problems.add(
                        "%s, %s".formatted(position.place(), label),
                        "It is behind branches, so no event comes to it.",
                        "Move it into a branch: branches are the last step.");
                break;
            }
            AlsoProperties also = step.also();
            List<BranchProperties> branches = step.branches();
            if (also != null && step.verbs().size() == 1) {
                rejectName(step, StepKind.ALSO, "%s, %s".formatted(position.place(), label));
                wire(also, last, position.inside(label + ", also", "copy %d".formatted(++copies)));
            } else if (branches != null && step.verbs().size() == 1) {
                rejectName(step, StepKind.BRANCHES, "%s, %s".formatted(position.place(), label));
                branches(branches, last, label, position);
                branched = true;
            } else {
                last = wiring.wire(step, i, last);
            }
        }
        return new Built(last, branched);
    }

    private void rejectName(StepProperties step, StepKind kind, String at) {
        if (step.name() != null) {
            problems.add(
                    at,
                    "'name' does not belong to '%s'.".formatted(kind.key()),
                    kind == StepKind.BRANCHES ? "Name each branch." : "Remove it.");
        }
    }

    private void branches(List<BranchProperties> branches, Step before, String label, Position position) {
        Step rest = before;
        OtherwiseProperties otherwise = null;
        for (int i = 0; i < branches.size(); i++) {
            BranchProperties branch = branches.get(i);
            String part = "%s, branches[%d]".formatted(label, i);
            if (otherwise != null) {
                problems.add(
                        position.place() + ", " + part,
                        "It is behind 'otherwise', so no event comes to it.",
                        "Move 'otherwise' to the end.");
            }
            if ((branch.when() == null) == (branch.otherwise() == null)) {
                problems.add(
                        position.place() + ", " + part,
                        branch.when() == null ? "It has no test." : "It has both 'when' and 'otherwise'.",
                        "Write either 'when' with its steps and sink, or 'otherwise'.");
            } else if (branch.when() != null) {
                rest = taken(branch, rest, part, position);
            }
            if (branch.otherwise() != null) {
                otherwise = branch.otherwise();
            }
        }
        if (otherwise == null) {
            problems.add(
                    "%s, %s".formatted(position.place(), label),
                    "It does not say what happens to the events that no branch takes.",
                    "Add 'otherwise' as the last of its branches; 'otherwise: {to: ...}', or with 'steps'.");
        } else {
            wire(otherwise, rest, position.inside(label + ", otherwise", "otherwise"));
        }
    }

    /** Builds a branch, and gives the step behind which the events are that it does not take. */
    private Step taken(BranchProperties branch, Step before, String part, Position position) {
        String at = position.place() + ", " + part;
        TypedBean<?> found = beans.find(Predicate.class, "when", branch.when(), at);
        Predicate<?> test = found == null ? Placeholder.TEST : (Predicate<?>) found.bean();
        String name = Objects.requireNonNullElse(branch.name(), Objects.requireNonNull(branch.when()));
        if (found != null) {
            position.types().enter("branch '%s'".formatted(name), found.input());
        }
        wire(branch, new Step.When(before, name, test, true), position.inside(part, name));
        return new Step.When(before, name, test, false);
    }

    private void end(FlowProperties declared, Step last, boolean branched, Position position) {
        List<Sink<?>> sinks = sinks(declared, position);
        if (!branched) {
            ends.add(last);
            sinks.forEach(sink -> deliveries.add(new Pipeline.Delivery(last, sink)));
        } else if (!sinks.isEmpty()) {
            problems.add(
                    position.place(),
                    "It has a sink behind branches, so no event comes to it.",
                    "Give each branch a sink of its own, in 'to' or 'to-all'.");
        }
    }

    private List<Sink<?>> sinks(FlowProperties declared, Position position) {
        To to = declared.to();
        List<To> toAll = declared.toAll();
        if (to != null && toAll != null) {
            problems.add(position.place(), "It has both 'to' and 'to-all'.", "List all of its sinks under 'to-all'.");
        } else if (toAll != null && toAll.isEmpty()) {
            problems.add(
                    position.place() + ", to-all",
                    "The list is empty.",
                    "List its sinks, or remove 'to-all' if the pipeline ends in its state.");
        }
        List<Sink<?>> sinks = new ArrayList<>();
        if (to != null) {
            sinks.add(sink(to, position.place() + ", to", position.types()));
        }
        if (toAll != null) {
            for (int i = 0; i < toAll.size(); i++) {
                sinks.add(sink(toAll.get(i), "%s, to-all[%d]".formatted(position.place(), i), position.types()));
            }
        }
        return sinks;
    }

    private Sink<?> sink(To to, String at, TypeFlow types) {
        FormatWiring.Found<Encoder<?>> encoder = new FormatWiring(beans, problems).encoder(to.encoder(), at);
        String name = Objects.requireNonNullElse(to.sink(), "");
        if (encoder != null) {
            types.enter("encoder '%s'".formatted(encoder.name()), encoder.type());
        }
        Encoder<?> function = encoder == null ? Placeholder.ENCODER : encoder.function();
        String kind = kinds.sinks().get(name);
        return kind == null ? Sink.tcp(name, function) : Sink.of(name, kind, function);
    }

    /** The name of a step: its own, or that of a partitioning without one. */
    static String name(@Nullable String own, boolean partitions, Step before, String scope) {
        return Objects.requireNonNullElseGet(own, () -> partitions ? Step.Partitioning.nameBehind(before, scope) : "");
    }
}
