package dev.bettong.compute;

import dev.bettong.pipeline.State;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Shows entities of a state to people, as a tree of their fields. For all threads. */
public final class EntityTree {

    private final ObjectMapper mapper;

    public EntityTree(State<?> state) {
        mapper = CborMappers.plain(state);
    }

    /** An entity as a tree of its fields, which later changes do not reach; or as text, if they cannot be shown. */
    public Object of(Object entity) {
        try {
            return mapper.valueToTree(entity);
        } catch (JacksonException hidden) {
            return String.valueOf(entity);
        }
    }
}
