package dev.bettong.wiring;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes the place of something that the configuration names wrongly, so that the rest of the graph can be checked in the same
 * pass. A graph with a placeholder has a problem, so no placeholder ever runs.
 */
public final class Placeholder {

    public static final FramedDecoder<Object> DECODER = Decoder.lines(payload -> payload);
    static final Computation<Object, Object> COMPUTATION = input -> input;
    static final AsyncComputation<Object, Object> ASYNC = CompletableFuture::completedStage;
    static final MultiComputation<Object, Object> MULTI = List::of;
    public static final PartitionFunction<Object, Object> PARTITION = input -> input;
    static final StateComputation<Object, Object, Object> STATE_COMPUTATION = (input, state) -> Outcome.none();
    static final MultiStateComputation<Object, Object, Object> MULTI_STATE = (input, state) -> Outcome.none();
    static final Aggregation<Object, Object, Object, Object> AGGREGATION =
            Aggregation.of((event, sum) -> sum, (left, right) -> left, (window, sum) -> sum);
    static final JoinFunction<Object, Object, Object> JOIN = (left, right) -> null;
    static final Predicate<Object> TEST = event -> true;
    public static final Encoder<Object> ENCODER = output -> null;

    private static final Supplier<Object> INITIAL = Object::new;

    private Placeholder() {}

    /** A state that nothing else shares. */
    static State<Object> state(String place) {
        return State.named("state of " + place, Object.class, INITIAL);
    }

    public static boolean isAggregation(Aggregation<?, ?, ?, ?> function) {
        return function.equals(AGGREGATION);
    }

    public static boolean isJoin(JoinFunction<?, ?, ?> function) {
        return function.equals(JOIN);
    }

    public static boolean isState(State<?> state) {
        return state.initial().equals(INITIAL);
    }
}
