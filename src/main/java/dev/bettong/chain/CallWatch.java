package dev.bettong.chain;

import org.jspecify.annotations.Nullable;

/** Watches the calls of one step's function, on the worker's thread. Must not throw. */
@FunctionalInterface
public interface CallWatch {

    /** A call begins. Returns what is to be done when it has ended, or {@code null} if this one is not watched. */
    @Nullable
    Runnable begins();
}
