package dev.bettong.state;

import dev.bettong.codec.StateCodecs;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.time.SavedTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The states in which steps keep what they have of each key. */
public final class StepStates {

    private static final String TIMERS = "timers/";
    private static final String WINDOWS = "windows/";
    private static final String JOINS = "joins/";
    private static final String TIME = "time/";
    private static final String CALLS = "calls/";
    private static final String POSITIONS = "positions/";
    private static final List<String> RESERVED = List.of(TIMERS, WINDOWS, JOINS, TIME, CALLS, POSITIONS);

    /** Its clients cannot go back. */
    private static final String TCP = "tcp";

    private StepStates() {}

    /**
     * The state of a step: the one that its author names, with the open windows of each key if the step aggregates, or that of
     * the events of a join, which has the name of the step; {@code null} if it has none.
     */
    public static @Nullable State<?> of(Step step) {
        return switch (step) {
            case Step.Aggregate aggregate -> StateCodecs.openWindows(aggregate.state());
            case Step.Join join -> StateCodecs.joinBuffers(join.name(), join.leftType(), join.rightType());
            default -> step.state();
        };
    }

    /**
     * The state of a step's timers, beside those that authors name. Those of windows and joins have the name of the state that
     * has the windows or events, since they are lost without each other.
     */
    public static State<SavedTimer> timers(String pipeline, Step step) {
        String name = switch (step) {
            case Step.Aggregate aggregate -> WINDOWS + aggregate.state().name();
            case Step.Join join -> JOINS + join.name();
            default -> TIMERS + pipeline + '/' + step.name();
        };
        return State.named(name, SavedTimer.class, () -> SavedTimer.NONE);
    }

    /** The state of the time of a pipeline whose events bring it with them: an entity for each worker, by its number. */
    public static State<SavedTime> time(String pipeline) {
        return State.named(TIME + pipeline, SavedTime.class, () -> SavedTime.NONE);
    }

    /** The state of the calls of a step that are under way: an entity for each. */
    public static State<SavedCall> calls(String pipeline, Step.Calling step) {
        return State.named(CALLS + pipeline + '/' + step.name(), SavedCall.class, () -> SavedCall.NONE);
    }

    /** Whether a pipeline has a source that can go back to where it was. */
    public static boolean hasPositions(Pipeline pipeline) {
        return pipeline.sources().stream().anyMatch(source -> !source.kind().equals(TCP));
    }

    /** The state of how far the streams of such sources have come: an entity for each worker, by its number. */
    public static State<SavedPositions> positions(String pipeline) {
        return State.named(POSITIONS + pipeline, SavedPositions.class, () -> SavedPositions.NONE);
    }

    /** The states of all steps of a pipeline, each once, those of their timers and calls, of its time and its positions among them. */
    public static List<State<?>> of(Pipeline pipeline) {
        Stream<State<?>> named = pipeline.steps().stream().<State<?>>map(StepStates::of);
        Stream<State<?>> timers =
                pipeline.steps().stream().filter(Step::timed).<State<?>>map(step -> timers(pipeline.name(), step));
        Stream<State<?>> calls = pipeline.steps().stream()
                .filter(Step.Calling.class::isInstance)
                .<State<?>>map(step -> calls(pipeline.name(), (Step.Calling) step));
        Stream<State<?>> time = pipeline.sources().stream().anyMatch(source -> source.eventTime() != null)
                ? Stream.of(time(pipeline.name()))
                : Stream.empty();
        Stream<State<?>> positions = hasPositions(pipeline) ? Stream.of(positions(pipeline.name())) : Stream.empty();
        return Stream.of(named.filter(Objects::nonNull).distinct(), timers, calls, time, positions)
                .<State<?>>flatMap(each -> each)
                .toList();
    }

    /** Whether a state has a name that is reserved for timers, windows, joins, time, calls or positions. */
    public static boolean reserved(String state) {
        return RESERVED.stream().anyMatch(state::startsWith);
    }
}
