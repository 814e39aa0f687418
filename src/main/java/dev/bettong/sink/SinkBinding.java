package dev.bettong.sink;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.function.LongConsumer;

/** What configuration binds the name of a sink to; of one kind of sink. Immutable. */
public interface SinkBinding {

    /** The kind of sink that it is for, see {@link dev.bettong.pipeline.Sink#kind()}. */
    String kind();

    /** Bytes that may wait on one worker before the sources of the pipeline pause. */
    long bufferSize();

    /** Whether it gets each output exactly once, with a checkpoint that has it. */
    default boolean exactlyOnce() {
        return false;
    }

    /** What it is and where it writes to, in words that follow a name. */
    String describe();

    /** Makes the drivers of a sink, which have a log in common. */
    Drivers drivers(String name, Clock clock);

    /** Makes the driver of a worker, which is not connected yet. */
    @FunctionalInterface
    interface Drivers {

        /**
         * The driver on a worker.
         *
         * @param onBuffered takes, on that loop, how many bytes wait to be sent
         * @param onLatency takes, on that loop, the nanoseconds from reading some bytes to having sent what came of them
         */
        SinkDriver on(EventLoop loop, LongConsumer onBuffered, LongConsumer onLatency);
    }
}
