package dev.bettong.embedded;

/** What the runtime does once it cannot rely on this JVM any more, or has lost a thread that it needs. */
public enum FatalErrorPolicy {

    /** Ends the process at once, as a crash would: for a process that runs nothing else. */
    HALT,

    /** Ends all pipelines, and leaves the process to the application that it belongs to. */
    FAIL
}
