package dev.bettong.checkpoint;

/** Hears where a durable runtime is. Called by the thread that got there, which waits for the answer. */
@FunctionalInterface
public interface PhaseListener {

    void reached(CheckpointPhase phase);
}
