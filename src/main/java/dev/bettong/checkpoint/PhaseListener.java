package dev.bettong.checkpoint;

/** Called when a durable runtime reaches a phase, on the thread that reaches it, which waits until the call returns. */
@FunctionalInterface
public interface PhaseListener {

    void reached(CheckpointPhase phase);
}
