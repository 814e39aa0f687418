package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** A call of an author's function with what it needs: the event, or the event and the entity of its key. */
@FunctionalInterface
interface Call<O> {

    @Nullable
    O call(Object event, Object key, int partition) throws Exception;
}
