package dev.bettong.codec;

import dev.bettong.join.JoinBuffers;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.window.OpenWindows;
import java.time.Duration;

/** Finds the codec of a state. */
public final class StateCodecs {

    private StateCodecs() {}

    /**
     * The declared codec of {@code state}, or the default one. Prepares it, so ask once for each state; the codec is for
     * all threads.
     *
     * @throws UnstorableStateException if the state declares no codec and the default cannot store its type
     */
    public static StateCodec<Object> of(State<?> state) {
        StateCodec<?> declared = state.codec();
        if (declared != null && !(declared instanceof StepStateCodec)) {
            return untyped(declared);
        }
        SchemaBuilder.of(state); // or else the first entity would find out
        return declared == null ? new CborCodec(state) : untyped(declared);
    }

    /**
     * The state of the open windows of each key, under the same name.
     *
     * @param sums that of the accumulators in them, without a codec of its own
     */
    public static State<?> openWindows(State<?> sums) {
        return new State<Object>(
                sums.name(), Object.class, OpenWindows::new, StepStateCodec.windows(sums), sums.expireAfter());
    }

    /**
     * The state of the events of a join.
     *
     * @param left class of the left events
     * @param right class of the right events
     */
    public static State<?> joinBuffers(String name, Class<?> left, Class<?> right) {
        return new State<Object>(name, Object.class, JoinBuffers::new, StepStateCodec.join(left, right), Duration.ZERO);
    }

    @SuppressWarnings("unchecked") // a codec meets only the entities of its state
    private static StateCodec<Object> untyped(StateCodec<?> codec) {
        return (StateCodec<Object>) codec;
    }
}
