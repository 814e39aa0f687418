package dev.bettong.check;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.ConfigurationProblem;
import dev.bettong.problem.InvalidApplicationException;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.List;
import java.util.function.BiConsumer;

/** What one check finds in one pipeline. */
final class Found {

    private Found() {}

    /** The problems of a pipeline that is a bean "p". */
    static List<String> in(Pipeline pipeline, BiConsumer<Problems, List<DeclaredPipeline>> check) {
        Problems problems = new Problems();
        check.accept(problems, List.of(DeclaredPipeline.bean("p", pipeline)));
        try {
            problems.throwIfAny();
            return List.of();
        } catch (InvalidApplicationException found) {
            return found.problems().stream().map(ConfigurationProblem::toString).toList();
        }
    }
}
