package dev.bettong.pipeline;

import java.util.function.Supplier;

/**
 * A kind of state. Every key has an entity of its own, made by {@code initial} when the key is first seen. Pipelines that
 * name the same state share its entities, and then must partition alike.
 *
 * @param name identifies the state across pipelines and restarts
 * @param type class of an entity
 * @param initial makes the entity of a new key; called on a worker thread
 * @param <S> type of an entity
 */
public record State<S>(String name, Class<S> type, Supplier<? extends S> initial) {

    public static <S> State<S> named(String name, Class<S> type, Supplier<? extends S> initial) {
        return new State<>(name, type, initial);
    }
}
