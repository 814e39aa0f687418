package dev.bettong.compute;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;

/** Shows saved entities of a state to people. For all threads. */
public final class StateView {

    private final StateCodec<Object> codec;
    private final EntityTree tree;

    public StateView(State<?> state) {
        codec = StateCodecs.of(state);
        tree = new EntityTree(state);
    }

    /**
     * An entity as a tree of its fields; or as text, if its codec is the author's and its fields cannot be shown.
     *
     * @param saved what the codec of the state made of the entity
     * @throws Exception if the codec cannot decode it
     */
    public Object show(byte[] saved) throws Exception {
        return tree.of(codec.decode(saved));
    }
}
