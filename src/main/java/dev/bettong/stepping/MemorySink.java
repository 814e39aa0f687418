package dev.bettong.stepping;

import dev.bettong.sink.SinkBinding;
import dev.bettong.sink.SinkDriver;
import dev.bettong.sink.UnsentMessages;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A sink that hands each message to a test. For the thread of the loops. */
final class MemorySink implements SinkBinding {

    private static final long BUFFER_SIZE = 64 << 20;

    private final String kind;
    private final Consumer<byte[]> messages;

    MemorySink(String kind, Consumer<byte[]> messages) {
        this.kind = kind;
        this.messages = messages;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public long bufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public String describe() {
        return "in memory";
    }

    @Override
    public Drivers drivers(String name, Clock clock) {
        return (loop, onBuffered, onLatency) -> new Driver(name, loop, messages, onLatency);
    }

    private static final class Driver implements SinkDriver {

        private final String name;
        private final EventLoop loop;
        private final Consumer<byte[]> messages;
        private final LongConsumer onLatency;
        private final List<byte[]> written = new ArrayList<>();
        private boolean closed;
        private long sent;
        private long bytes;

        Driver(String name, EventLoop loop, Consumer<byte[]> messages, LongConsumer onLatency) {
            this.name = name;
            this.loop = loop;
            this.messages = messages;
            this.onLatency = onLatency;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return "memory";
        }

        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public void start() {}

        @Override
        public void restore(UnsentMessages unsent) {
            unsent.forEach(this::send);
        }

        @Override
        public void write(byte[] message, long readAt) {
            written.add(message);
            onLatency.accept(System.nanoTime() - readAt);
        }

        @Override
        public void flush() {
            written.forEach(this::send);
            written.clear();
        }

        private void send(byte[] message) {
            if (!closed) {
                sent++;
                bytes += message.length;
                messages.accept(message);
            }
        }

        @Override
        public List<UnsentMessages> unsent() {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> drained() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> close() {
            return CompletableFuture.runAsync(() -> closed = true, loop);
        }

        @Override
        public CompletableFuture<Void> closeSaved() {
            return close();
        }

        @Override
        public @Nullable Instant disconnectedSince() {
            return null;
        }

        @Override
        public long messages() {
            return sent;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long bufferedBytes() {
            return 0;
        }

        @Override
        public long bufferedMessages() {
            return 0;
        }

        @Override
        public long stalledMillis() {
            return 0;
        }

        @Override
        public long totalStalledMillis() {
            return 0;
        }

        @Override
        public long disconnects() {
            return 0;
        }

        @Override
        public long connectFailures() {
            return 0;
        }

        @Override
        public long discarded() {
            return 0;
        }
    }
}
