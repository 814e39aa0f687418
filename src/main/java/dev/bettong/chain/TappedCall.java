package dev.bettong.chain;

import dev.bettong.runtime.TapListener;
import org.jspecify.annotations.Nullable;

/** Tells a listener of an event before the function is called. Takes the place of the function while somebody listens. */
record TappedCall<O>(Call<O> function, TapListener listener) implements Call<O> {

    @Override
    public @Nullable O call(Object event, Object key, int partition) throws Exception {
        listener.event(event, Operator.NO_KEY.equals(key) ? null : key, partition);
        return function.call(event, key, partition);
    }

    /** A call of the same function that does not tell the listener; of several listeners the others stay. */
    static <O> Call<O> without(TapListener listener, Call<O> call) {
        if (!(call instanceof TappedCall<O> tapped)) {
            return call;
        }
        return tapped.listener.equals(listener)
                ? tapped.function
                : new TappedCall<>(without(listener, tapped.function), tapped.listener);
    }
}
