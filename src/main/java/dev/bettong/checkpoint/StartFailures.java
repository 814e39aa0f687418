package dev.bettong.checkpoint;

import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.StoreException;

/** Failures of the store and of a recovery as those that keep the application from starting. */
final class StartFailures {

    private StartFailures() {}

    static RuntimeException of(Throwable failure) {
        return switch (failure) {
            case StoreException e -> new RuntimeStartException(String.valueOf(e.getMessage()), e.action(), e);
            case RuntimeException e -> e;
            default -> new IllegalStateException(failure);
        };
    }

    /** What is wrong, and what to do. */
    static String describe(RuntimeException failure) {
        return failure instanceof RuntimeStartException start
                ? "%s %s".formatted(start.getMessage(), start.action())
                : String.valueOf(failure.getMessage());
    }
}
