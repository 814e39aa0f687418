package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Errors after which a JVM cannot be relied upon: what was interrupted by one may be half done. What
 * becomes of the process is the business of the thread's {@link Thread.UncaughtExceptionHandler}, which is called with such an
 * error even where somebody catches it.
 *
 * <p>Not for what functions of an author throw: that is a failure of their event. Thread-safe.
 */
public final class FatalErrors {

    /** Exceptions that wrap each other in a circle must not keep anybody here. */
    private static final int MAX_CAUSES = 16;

    private FatalErrors() {}

    /**
     * The fatal error in what was thrown, or {@code null} if it is harmless: any {@link VirtualMachineError}, also as a
     * cause, but for a {@link StackOverflowError}, which frees what it has filled. A {@link LinkageError} is a problem that
     * ends what met it, not the JVM.
     */
    public static @Nullable VirtualMachineError in(Throwable thrown) {
        Throwable each = thrown;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            if (each instanceof VirtualMachineError error && !(each instanceof StackOverflowError)) {
                return error;
            }
            each = each.getCause();
        }
        return null;
    }

    /** Reports a fatal error, and does nothing about anything else. */
    public static void check(Throwable thrown) {
        VirtualMachineError fatal = in(thrown);
        if (fatal != null) {
            report(fatal);
        }
    }

    /** Calls the handler of the current thread with something after which that thread cannot continue. */
    public static void report(Throwable thrown) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    }

    /** The same task, which {@link #check checks} what it throws: many executors keep that to themselves. */
    public static Runnable checked(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                check(thrown);
                throw thrown;
            }
        };
    }
}
