package dev.bettong.config;

import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds parts of pipelines that are null: authors may write where no compiler checks for it. */
final class WholenessCheck {

    private final Faults faults;

    WholenessCheck(Faults faults) {
        this.faults = faults;
    }

    /** Whether nothing of {@code declared} is missing, so that the other checks can look at it. */
    boolean check(DeclaredPipeline declared) {
        Pipeline pipeline = declared.pipeline();
        String place = declared.place();
        boolean whole =
                present(pipeline.name(), place, "name") & present(pipeline.onFailure(), place, "failure policy");
        whole &= present(pipeline.source(), place, "source") && source(pipeline.source(), place + ", from");
        List<Step> steps = pipeline.steps();
        for (int i = 0; i < steps.size(); i++) {
            whole &= step(steps.get(i), "%s, step %d".formatted(place, i + 1));
        }
        for (Sink<?> sink : pipeline.sinks()) {
            whole &= present(sink.name(), place + ", to", "name of the sink")
                    & present(sink.encoder(), place + ", to", "encoder");
        }
        return whole;
    }

    private boolean source(Source<?> source, String place) {
        return switch (source) {
            case Source.Tcp<?> tcp ->
                present(tcp.name(), place, "name of the source")
                        & (present(tcp.decoder(), place, "decoder") && decoder(tcp.decoder(), place));
        };
    }

    private boolean decoder(FramedDecoder<?> decoder, String place) {
        boolean whole = present(decoder.payload(), place, "decoder of the payload")
                & present(decoder.framing(), place, "framing");
        return whole
                && (!(decoder.framing() instanceof Framing.LengthHeader header)
                        || present(header.format(), place, "length format"));
    }

    private boolean step(Step step, String place) {
        boolean named = present(step.name(), place, "name");
        State<?> state = StateUse.stateOf(step);
        return named
                & switch (step) {
                    case Step.Compute compute -> present(compute.function(), place, "function");
                    case Step.ComputeMulti compute -> present(compute.function(), place, "function");
                    case Step.ComputeState compute ->
                        present(compute.function(), place, "function") & state(state, place);
                    case Step.ComputeStateMulti compute ->
                        present(compute.function(), place, "function") & state(state, place);
                    case Step.Partition partition -> present(partition.by(), place, "partition function");
                    case Step.FixedPartition partition -> present(partition.by(), place, "partition function");
                    case Step.Collect collect -> true;
                };
    }

    private boolean state(@Nullable State<?> state, String place) {
        if (state == null) {
            return present(null, place, "state");
        }
        return present(state.name(), place, "name of the state")
                & present(state.type(), place, "type of the state")
                & present(state.initial(), place, "initial supplier of the state");
    }

    private boolean present(@Nullable Object part, String place, String what) {
        if (part == null) {
            faults.add(place, "The %s is null.".formatted(what), "Give it where the pipeline is declared.");
        }
        return part != null;
    }
}
