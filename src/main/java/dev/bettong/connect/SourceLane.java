package dev.bettong.connect;

import dev.bettong.connect.SourceConnector.Message;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one worker gets of a source: reads wait here until it can take them. Owned by its event loop, where nothing else is said. */
final class SourceLane {

    private static final int MOST_REJECTED_BYTES = 1 << 10;

    private final EventLoop loop;
    private final StreamReceiver receiver;
    private final int maxFrameSize;
    private final Runnable onTaken;
    private final Consumer<Throwable> onBroken;
    private final Queue<Read> waiting = new ArrayDeque<>();
    private boolean open = true;
    private boolean broken; // takes nothing until the source has begun again
    private long frames; // scrapes may see it late
    private long bytes; // the same

    /**
     * Has nothing yet.
     *
     * @param onTaken runs when a read does not wait any more
     * @param onBroken takes why the worker could not take a read: those behind it are dropped, and have to be read again
     */
    SourceLane(
            EventLoop loop, StreamReceiver receiver, int maxFrameSize, Runnable onTaken, Consumer<Throwable> onBroken) {
        this.loop = loop;
        this.receiver = receiver;
        this.maxFrameSize = maxFrameSize;
        this.onTaken = onTaken;
        this.onBroken = onBroken;
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

    /** Any thread that may wait: drops what was given to it, and says how far the streams are of which the worker had some. */
    Map<String, byte[]> begin() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            drop();
                            broken = false;
                            return receiver.positions();
                        },
                        loop)
                .join();
    }

    private void drop() {
        while (!waiting.isEmpty()) {
            waiting.remove();
            onTaken.run();
        }
    }

    /** Any thread. */
    void add(Read read) {
        onLoop(() -> {
            if (broken) {
                onTaken.run();
            } else {
                waiting.add(read);
                deliver();
            }
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
            onTaken.run();
            try {
                give(next);
            } catch (Throwable thrown) {
                FatalErrors.check(thrown);
                broken = true;
                drop();
                onBroken.accept(thrown);
            }
        }
    }

    private void give(Read read) {
        if (read.messages == null) {
            receiver.closed(read.number);
        } else {
            deliver(read, read.messages);
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
                        Arrays.copyOf(payload, Math.min(payload.length, MOST_REJECTED_BYTES)));
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
