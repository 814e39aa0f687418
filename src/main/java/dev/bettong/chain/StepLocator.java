package dev.bettong.chain;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the stack of a worker which step of a pipeline it is in. Every operator calls the next one, so their number
 * on the stack says how far the event has come; to have the worker note it down for every call would cost on each event
 * what is needed once in a blue moon. Immutable.
 */
public final class StepLocator {

    private static final String CHAIN = OperatorChain.class.getName();
    private static final String PACKAGE = Operator.class.getPackageName() + ".";
    private static final String OPERATOR = Operator.class.getSimpleName();
    private static final String PROCESS = "process";

    private final List<String> places; // the source, the steps, and the sinks as one
    private final List<Integer> entries; // by segment: index of the place before its first step

    public StepLocator(Pipeline pipeline) {
        this.places = new ArrayList<>(List.of(pipeline.source().name()));
        this.entries = new ArrayList<>(List.of(0));
        for (Step step : pipeline.steps()) {
            if (step instanceof Step.Partitioning) {
                entries.add(places.size());
            }
            places.add(step.name());
        }
        places.add(pipeline.sinks().size() == 1 ? pipeline.sinks().getFirst().name() : "the sinks");
    }

    /**
     * The name of the source, step or sink whose function is being called, or {@code null} if none is.
     *
     * @param segment the segment that the worker has entered, see {@link OperatorChain}
     * @param stack the stack of its thread, innermost call first
     */
    public @Nullable String step(int segment, StackTraceElement... stack) {
        int operators = 0;
        for (StackTraceElement call : stack) {
            if (call.getClassName().equals(CHAIN)) {
                return places.get(Math.min(entries.get(segment) + operators, places.size() - 1));
            }
            if (isOperator(call)) {
                operators++;
            }
        }
        return null;
    }

    private static boolean isOperator(StackTraceElement call) {
        return call.getMethodName().equals(PROCESS)
                && call.getClassName().startsWith(PACKAGE)
                && call.getClassName().endsWith(OPERATOR);
    }
}
