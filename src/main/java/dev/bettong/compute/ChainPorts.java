package dev.bettong.compute;

import dev.bettong.pipeline.Sink;
import java.util.function.LongConsumer;

/** What a chain needs from the runtime that runs it, on one worker. */
public interface ChainPorts {

    /** Index of this worker. */
    int worker();

    /** Index of the worker that owns a partition. */
    int owner(int partition);

    /** The entities of this worker. */
    WorkerEntities entities();

    /** Takes an event to another worker, where it goes on at {@link OperatorChain#receive}. */
    void send(int segment, int worker, Object event, Object key, int partition);

    /** Where the messages for a sink go. */
    Outlet outlet(Sink<?> sink);

    /** Takes the sampled durations of a step, in nanoseconds. */
    LongConsumer durations(String step);

    /** Takes the encoded messages for one sink on one worker. */
    @FunctionalInterface
    interface Outlet {

        /** Writes one message; the array must not be changed afterwards. */
        void write(byte[] message);
    }
}
