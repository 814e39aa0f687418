package dev.bettong.state;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import java.util.List;

/** The states in which the timers of steps are saved: one for each step that has any, beside those that authors name. */
public final class TimerStates {

    private static final String PREFIX = "timers/";

    private TimerStates() {}

    /** The state of a step's timers. */
    public static State<SavedTimer> of(String pipeline, Step.ComputeState step) {
        return State.named(PREFIX + pipeline + '/' + step.name(), SavedTimer.class, () -> SavedTimer.NONE);
    }

    /** Those of all steps of a pipeline that have timers. */
    public static List<State<SavedTimer>> of(Pipeline pipeline) {
        return pipeline.steps().stream()
                .filter(step -> step instanceof Step.ComputeState compute && compute.onTimer() != null)
                .map(step -> of(pipeline.name(), (Step.ComputeState) step))
                .toList();
    }

    /** Whether a state has a name that is reserved for timers. */
    public static boolean reserved(String state) {
        return state.startsWith(PREFIX);
    }
}
