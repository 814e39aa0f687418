package dev.bettong.wiring;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.Problems;
import dev.bettong.properties.PipelineProperties;
import dev.bettong.properties.PropertyName;
import java.util.Objects;

/** Builds the pipelines that the configuration wires from beans by name. Used by the thread that starts the application. */
public final class PipelineWiring {

    private final FunctionBeans beans;
    private final Problems problems;
    private final SourceSinkKinds kinds;

    public PipelineWiring(FunctionBeans beans, Problems problems, SourceSinkKinds kinds) {
        this.beans = beans;
        this.problems = problems;
        this.kinds = kinds;
    }

    /** Builds one pipeline; where it has problems, they are reported and placeholders stand in. */
    public DeclaredPipeline wire(String key, PipelineProperties declared) {
        String name = Objects.requireNonNullElse(declared.name(), key);
        String origin = PropertyName.of("bettong.pipelines", key);
        String place = DeclaredPipeline.place(name, origin);
        TypeFlow flow = new TypeFlow(place, problems);
        FlowWiring wiring = new FlowWiring(beans, problems, kinds);
        wiring.wire(declared, new FlowWiring.Position(place, "", flow, false));
        return new DeclaredPipeline(
                origin, Pipeline.of(name, wiring.from(), wiring.ends(), wiring.deliveries(), declared.onFailure()));
    }
}
