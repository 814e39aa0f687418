package dev.bettong.connect;

import dev.bettong.connect.SourceConnector.Message;
import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What one worker gets of a source: reads wait here until it can take them. Owned by its event loop, where nothing else is said. */
final class SourceLane {

    private static final int MOST_REJECTED_BYTES = 1 << 10;

    private final EventLoop loop;
    private final StreamReceiver receiver;
    private final int maxFrameSize;
    private final Runnable onTaken;
    private final Queue<Read> waiting = new ArrayDeque<>();
    private boolean open = true;
    private long frames; // scrapes may see it late
    private long bytes; // the same

    /** @param onTaken runs when the worker has taken a read */
    SourceLane(EventLoop loop, StreamReceiver receiver, int maxFrameSize, Runnable onTaken) {
        this.loop = loop;
        this.receiver = receiver;
        this.maxFrameSize = maxFrameSize;
        this.onTaken = onTaken;
    }

    /**
     * Messages of a stream; only the last may be too long.
     *
     * @param messages {@code null} for the end of the stream
     * @param durable runs once they are
     */
    record Read(String stream, long number, @Nullable List<Message> messages, Runnable durable) {}

    EventLoop loop() {
        return loop;
    }

    /** Any thread that may wait, before the first read: how far the streams were when the worker has stopped. */
    Map<String, byte[]> open() {
        return CompletableFuture.supplyAsync(receiver::positions, loop).join();
    }

    /** Any thread. */
    void add(Read read) {
        onLoop(() -> {
            waiting.add(read);
            deliver();
        });
    }

    /** Any thread: a stream has ended, behind what it had. */
    void end(long number) {
        add(new Read("", number, null, () -> {}));
    }

    /** Any thread: back-pressure has begun or ended. */
    void readingChanged() {
        onLoop(this::deliver);
    }

    private void onLoop(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException over) {
            // and nothing is read any more
        }
    }

    /** Gives the worker what it can take. */
    void deliver() {
        while (open && !waiting.isEmpty() && receiver.mayHandle() && receiver.mayRead()) {
            Read next = waiting.remove();
            try {
                if (next.messages == null) {
                    receiver.closed(next.number);
                } else {
                    deliver(next, next.messages);
                }
            } finally {
                if (next.messages != null) {
                    onTaken.run();
                }
            }
        }
    }

    private void deliver(Read read, List<Message> messages) {
        receiver.begin(System.nanoTime(), read.number);
        for (Message message : messages) {
            byte[] payload = message.payload();
            bytes += payload.length;
            if (payload.length <= maxFrameSize) {
                frames++;
                receiver.frame(payload);
            } else {
                receiver.rejected(
                        FailureReason.FRAME_TOO_LARGE,
                        "the message has %d bytes, and at most %d are allowed".formatted(payload.length, maxFrameSize),
                        Arrays.copyOf(payload, MOST_REJECTED_BYTES));
            }
        }
        receiver.position(read.stream, messages.getLast().position());
        receiver.whenDurable(read.durable);
        receiver.end();
    }

    /** Any thread: nothing is given to the worker any more; completes when that is so. */
    CompletableFuture<Void> close() {
        try {
            return CompletableFuture.runAsync(
                    () -> {
                        open = false;
                        waiting.clear();
                    },
                    loop);
        } catch (RejectedExecutionException over) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Any thread. */
    long frames() {
        return frames;
    }

    /** Any thread. */
    long bytes() {
        return bytes;
    }
}
