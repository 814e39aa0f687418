package dev.bettong.calls;

/** What a step that calls other services needs from the runtime that runs its chain, on one worker. */
public interface CallContext {

    /** Whether calls outlive the process, so that events have to be serialized. */
    boolean durable();

    /** What is being handled. */
    Origin origin();

    /** What follows comes of this, until the end of the turn or the next one. */
    void resume(Origin origin);

    /** Any thread: has the worker run something in a turn, as soon as it handles anything. */
    void execute(Runnable action);

    /** Has the worker run something in a turn, after a while. */
    void schedule(Runnable action, long nanos);

    /** The time by which waits are measured, in nanoseconds from any point. */
    long nanoTime();

    /** A number from 0 to 1. */
    double random();

    /** An attempt has ended, well or not, after so many nanoseconds. */
    void attempted(long nanos);

    /** So many calls are under way or wait, beyond those that may be under way at once. */
    void backlog(int calls);

    /** Of what the task was handling something: a frame with its source and times. Opaque to the chain. */
    interface Origin {}
}
