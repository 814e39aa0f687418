package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.EntityTooLargeException;

/** Shows saved entities of a state to people. For all threads. */
public final class StateView {

    /** Encoded bytes of a character of JSON, at most: numbers with a fraction take nine, and three characters at least. */
    private static final int BYTES_PER_CHARACTER = 4;

    private final StateCodec<Object> codec;
    private final EntityTree tree;
    private final State<?> state;
    private final long maxLength;

    /** @param maxLength most characters that an entity is shown with */
    public StateView(State<?> state, long maxLength) {
        this.state = state;
        this.maxLength = maxLength;
        codec = StateCodecs.of(state);
        tree = new EntityTree(state, maxLength);
    }

    /**
     * An entity as JSON with its fields; or as text, if its codec is the author's and its fields cannot be shown.
     *
     * @param saved what the codec of the state made of the entity
     * @throws EntityTooLargeException if it is longer than allowed
     * @throws Exception if the codec cannot decode it
     */
    public Object show(byte[] saved) throws Exception {
        if (saved.length > BYTES_PER_CHARACTER * maxLength) { // without the time and memory to decode it
            throw new EntityTooLargeException(state.name(), maxLength);
        }
        return tree.of(codec.decode(saved));
    }
}
