package dev.bettong.check;

import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds parts of pipelines that are null: authors may write where no compiler checks for it. */
final class NullCheck {

    private final Problems problems;

    NullCheck(Problems problems) {
        this.problems = problems;
    }

    /** Whether nothing of {@code declared} is missing, so that the other checks can look at it. */
    boolean check(DeclaredPipeline declared) {
        int before = problems.count();
        Pipeline pipeline = declared.pipeline();
        String place = declared.place();
        require(pipeline.name(), place, "name");
        require(pipeline.onFailure(), place, "failure policy");
        pipeline.sources().forEach(source -> source(source, place + ", from"));
        List<Step> steps = pipeline.steps();
        for (int i = 0; i < steps.size(); i++) {
            step(steps.get(i), "%s, step %d".formatted(place, i + 1));
        }
        pipeline.sinks().forEach(sink -> sink(sink, place + ", to"));
        return problems.count() == before;
    }

    private void source(@Nullable Source<?> source, String place) {
        require(source, place, "source");
        if (source == null) {
            return;
        }
        require(source.name(), place, "name of the source");
        require(source.kind(), place, "kind of the source");
        require(source.decoder(), place, "decoder");
        if (source.decoder() instanceof FramedDecoder<?> framed) {
            framing(framed, place);
        }
    }

    private void framing(FramedDecoder<?> decoder, String place) {
        require(decoder.payload(), place, "decoder of the payload");
        require(decoder.framing(), place, "framing");
        if (decoder.framing() instanceof Framing.LengthHeader header) {
            require(header.format(), place, "length format");
        }
        if (decoder.framing() instanceof Framing.Delimiter delimiter) {
            require(delimiter.bytes(), place, "delimiter");
        }
        if (decoder.framing() instanceof Framing.LengthField field) {
            require(field.order(), place, "byte order of the length");
        }
    }

    private void sink(@Nullable Sink<?> sink, String place) {
        require(sink, place, "sink");
        if (sink == null) {
            return;
        }
        require(sink.name(), place, "name of the sink");
        require(sink.kind(), place, "kind of the sink");
        require(sink.encoder(), place, "encoder");
    }

    private void step(Step step, String place) {
        require(step.name(), place, "name");
        switch (step) {
            case Step.Compute compute -> require(compute.function(), place, "function");
            case Step.ComputeMulti compute -> require(compute.function(), place, "function");
            case Step.ComputeAsync compute -> {
                require(compute.calls(), place, "way of calling");
                require(compute.function(), place, "function");
            }
            case Step.ComputeBlocking compute -> {
                require(compute.calls(), place, "way of calling");
                require(compute.function(), place, "function");
            }
            case Step.ComputeState compute -> {
                require(compute.function(), place, "function");
                state(compute.state(), place);
            }
            case Step.ComputeStateMulti compute -> {
                require(compute.function(), place, "function");
                state(compute.state(), place);
            }
            case Step.Aggregate aggregate -> {
                require(aggregate.function(), place, "aggregation");
                window(aggregate.window(), place);
                state(aggregate.state(), place);
            }
            case Step.Join join -> join(join, place);
            case Step.Partition partition -> require(partition.by(), place, "partition function");
            case Step.FixedPartition partition -> require(partition.by(), place, "partition function");
            case Step.When branch -> require(branch.test(), place, "test");
            case Step.Collect collect -> {}
            case Step.From source -> {}
            case Step.Merge merge -> {}
        }
    }

    private void join(Step.Join join, String place) {
        require(join.function(), place, "function");
        require(join.leftType(), place, "class of the left events");
        require(join.rightType(), place, "class of the right events");
        require(join.within(), place, "interval");
        if (join.within() != null) {
            require(join.within().before(), place, "time before of the interval");
            require(join.within().after(), place, "time after of the interval");
        }
    }

    private void window(@Nullable Window window, String place) {
        switch (window) {
            case Window.Span span -> {
                require(span.size(), place, "size of the window");
                require(span.every(), place, "step of the window");
                require(span.offset(), place, "offset of the window");
                require(span.grace(), place, "grace of the window");
                require(span.emptyFor(), place, "time for windows without events");
            }
            case Window.Days days -> {
                require(days.zone(), place, "time zone of the window");
                require(days.grace(), place, "grace of the window");
            }
            case Window.Session session -> {
                require(session.gap(), place, "gap of the window");
                require(session.grace(), place, "grace of the window");
            }
            case Window.Count count -> require(count.orAfter(), place, "time without events of the window");
            case null -> {}
        }
    }

    private void state(@Nullable State<?> state, String place) {
        if (state == null) {
            require(null, place, "state");
            return;
        }
        require(state.name(), place, "name of the state");
        require(state.type(), place, "type of the state");
        require(state.initial(), place, "initial supplier of the state");
        require(state.expireAfter(), place, "expiry of the state");
    }

    private void require(@Nullable Object part, String place, String what) {
        if (part == null) {
            problems.add(place, "The %s is null.".formatted(what), "Give it where the pipeline is declared.");
        }
    }
}
