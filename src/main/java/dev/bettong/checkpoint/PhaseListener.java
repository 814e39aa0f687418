package dev.bettong.checkpoint;

/** Is called when a durable runtime reaches a phase, by the thread that reaches it, which waits for the return. */
@FunctionalInterface
public interface PhaseListener {

    void reached(CheckpointPhase phase);
}
