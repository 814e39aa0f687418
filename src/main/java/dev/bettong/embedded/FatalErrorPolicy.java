package dev.bettong.embedded;

/** What the runtime does after a fatal error of the JVM, or after losing a thread that it needs. */
public enum FatalErrorPolicy {

    /** Ends the process at once, as a crash would: for a process that runs nothing else. */
    HALT,

    /** Fails all pipelines, and leaves the process to the application that it belongs to. */
    FAIL
}
