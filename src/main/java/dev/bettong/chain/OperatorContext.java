package dev.bettong.chain;

import dev.bettong.calls.CallContext;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.Timers;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a chain needs from the runtime that runs it, on one worker. */
public interface OperatorContext {

    /** Index of this worker. */
    int worker();

    /** How many workers there are. */
    int workers();

    /** Index of the worker that owns a partition. */
    int owner(int partition);

    /** The entities of a state on this worker. */
    StateAccess state(State<?> state, Partitioning partitioning);

    /** The timers of a step on this worker. */
    Timers timers(Step step, Partitioning partitioning);

    /** What a step needs that calls other services. */
    CallContext calls(Step.Calling step);

    /** The time of what is handled on this worker. */
    EventClock clock();

    /** What follows comes of timers, and not of what is being handled, until {@link #endFiring}. */
    void beginFiring();

    /** The timers have fired: what follows comes of what is being handled again. */
    void endFiring();

    /** Sends an event to another worker, which continues with it at {@link OperatorChain#receive}. */
    void send(int segment, int worker, Object event, Object key, int partition);

    /** Where the messages for a sink go. */
    Outlet outlet(Sink<?> sink);

    /** Takes the sampled durations of a step, in nanoseconds. */
    LongConsumer durations(String step);

    /**
     * Hears of every failure, before what the pipeline's policy says is done.
     *
     * @param place the step, source or sink at which it happened
     */
    void failed(String place, FailureReason reason);

    /**
     * Keeps the frame that is being handled, or the bytes in which no frame was found, and the event that failed.
     *
     * @param place the step, source or sink at which it happened
     * @param partition the partition that the event was in, or -1
     * @param cause what was wrong; it may quote the payload
     * @param event the event, which can enter again where it failed; {@code null} if it cannot, or there is none
     */
    void deadLetter(String place, FailureReason reason, int partition, String cause, @Nullable FailedEvent event);

    /**
     * Keeps what failed that was not done for a frame: neither frame nor event enters again.
     *
     * @param place the step at which it happened
     * @param partition the partition of the key
     * @param cause what was wrong; it may quote the key
     */
    void deadLetterWithoutFrame(String place, FailureReason reason, int partition, String cause);

    /** Takes the encoded messages for one sink on one worker. */
    @FunctionalInterface
    interface Outlet {

        /** Writes one message; the array must not be changed afterwards. */
        void write(byte[] message);
    }
}
