package dev.bettong.chain;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place in a chain whose function was called last: written by its worker, with a plain store before each call, and read
 * by those who want to know where the worker is.
 */
public final class StepPosition {

    private static final int NOWHERE = -1;
    private static final String CHAIN = OperatorChain.class.getName();

    private final List<String> places = new ArrayList<>(); // the sources, the steps, the sinks

    private int place = NOWHERE; // plain: an opaque store keeps the JIT from optimizing the calls around it

    StepPosition(Pipeline pipeline) {
        pipeline.sources().stream().map(Source::name).forEach(places::add);
        pipeline.steps().stream().map(Step::name).forEach(places::add);
        pipeline.sinks().stream().map(Sink::name).forEach(places::add);
    }

    /** The index of a place by its name. */
    int of(String name) {
        return places.indexOf(name);
    }

    /** A function of this place is about to be called. */
    void enter(int index) {
        place = index;
    }

    /**
     * Any thread: the name of the source, step or sink in which the worker is, or {@code null} if it is in none.
     *
     * @param stack the stack of the worker's thread
     */
    public @Nullable String step(StackTraceElement... stack) {
        int index = place; // the stack was taken at a safepoint of the worker, up to which it has stored
        if (index == NOWHERE) {
            return null;
        }
        for (StackTraceElement call : stack) {
            if (call.getClassName().equals(CHAIN)) {
                return places.get(index);
            }
        }
        return null;
    }
}
