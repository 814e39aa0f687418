package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** Tells a watch when the function is called and when it has ended. */
record WatchedCall<O>(Call<O> function, CallWatch watch) implements Call<O> {

    @Override
    public @Nullable O call(Object event, Object key, int partition) throws Exception {
        Runnable end = watch.begins();
        if (end == null) {
            return function.call(event, key, partition);
        }
        try {
            return function.call(event, key, partition);
        } finally {
            end.run();
        }
    }
}
