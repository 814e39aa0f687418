package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;

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
        if (declared != null) {
            return untyped(declared);
        }
        SchemaBuilder.of(state); // or else the first entity would find out
        return new CborCodec(state);
    }

    @SuppressWarnings("unchecked") // a codec meets only the entities of its state
    private static StateCodec<Object> untyped(StateCodec<?> codec) {
        return (StateCodec<Object>) codec;
    }
}
