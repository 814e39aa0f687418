package dev.bettong.compute;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Shows saved entities of a state to people. For all threads. */
public final class StateView {

    private final StateCodec<Object> codec;
    private final ObjectMapper mapper;

    public StateView(State<?> state) {
        codec = StateCodecs.of(state);
        mapper = CborMappers.plain(state);
    }

    /**
     * An entity as a tree of its fields; or as text, if its codec is the author's and its fields cannot be shown.
     *
     * @param saved what the codec of the state made of the entity
     * @throws Exception if the codec cannot decode it
     */
    public Object show(byte[] saved) throws Exception {
        Object entity = codec.decode(saved);
        try {
            return mapper.valueToTree(entity);
        } catch (JacksonException hidden) {
            return String.valueOf(entity);
        }
    }
}
