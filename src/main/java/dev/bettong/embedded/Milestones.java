package dev.bettong.embedded;

/** Hears where a durable runtime is. Called by the thread that got there, which waits for the answer. */
@FunctionalInterface
public interface Milestones {

    void reached(Milestone milestone);
}
