package dev.bettong.sink;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A sink of some kind on one worker, as the runtime runs it: keeps what cannot be sent yet, in order. Owned by the worker's
 * event loop; its numbers may be read by any thread, which may see them late.
 */
public interface SinkDriver {

    String name();

    /** Where it writes to, for people. */
    String address();

    /** Event loop of the worker that writes to it. */
    EventLoop loop();

    /** Any thread: begins to connect. */
    void start();

    /**
     * Event loop: takes messages that an earlier run of the process could not send. To be called in their order, and
     * before the first {@link #write}.
     */
    void restore(UnsentMessages unsent);

    /**
     * Event loop: takes one message.
     *
     * @param readAt when the bytes that led to it were read, by {@link System#nanoTime()}
     */
    void write(byte[] message, long readAt);

    /** Event loop: sends what was written, as far as the other side takes it. */
    void flush();

    /** Event loop: all messages that were not sent as a whole, in order. */
    List<UnsentMessages> unsent();

    /** Event loop: a checkpoint is safe that has what {@link #unsent} gave last. */
    default void committed() {}

    /** Whether it sends nothing before a checkpoint has it: a stop does not wait for that, but saves it. */
    default boolean awaitsCheckpoint() {
        return false;
    }

    /** Any thread: completes when everything that was written is sent. */
    CompletableFuture<Void> drained();

    /** Any thread: gives up what is still waiting, and completes when the sink is closed. */
    CompletableFuture<Void> close();

    /**
     * Any thread: as {@link #close()}, but what is still waiting was saved, and will be {@linkplain #restore restored} by
     * the next run of the process. So it is not lost.
     */
    CompletableFuture<Void> closeSaved();

    /** Whether it is connected. */
    default boolean connected() {
        return disconnectedSince() == null;
    }

    /** Since when it is not connected, or {@code null} if it is. */
    @Nullable
    Instant disconnectedSince();

    /** Messages sent so far. */
    long messages();

    /** Bytes sent so far. */
    long bytes();

    /** Bytes that wait to be sent. */
    long bufferedBytes();

    /** Messages that wait to be sent, about. */
    long bufferedMessages();

    /** For how many milliseconds the other side has taken nothing of what waits; 0 if nothing waits or it took some. */
    long stalledMillis();

    /** For how many milliseconds it has been stalled since the start, with the present stall. */
    long totalStalledMillis();

    /** Connections that broke. */
    long disconnects();

    /** Attempts to connect that failed. */
    long connectFailures();

    /** Messages given up when it was closed. */
    long discarded();

    /** Connections that broke, each of which may have lost messages, and messages given up. */
    default long lost() {
        return disconnects() + discarded();
    }
}
