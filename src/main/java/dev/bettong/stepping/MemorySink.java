package dev.bettong.stepping;

import dev.bettong.sink.SinkBinding;
import dev.bettong.sink.SinkDriver;
import dev.bettong.sink.UnsentMessages;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sink that hands each message to a test, as soon as the test takes it: all of them, unless it says otherwise. For the thread of
 * the loops.
 */
public final class MemorySink implements SinkBinding {

    private final String kind;
    private final long bufferSize;
    private final Consumer<byte[]> messages;
    private final List<Driver> drivers = new ArrayList<>();
    private long room = Long.MAX_VALUE; // messages that the test still takes

    /** @param bufferSize in bytes */
    public MemorySink(String kind, long bufferSize, Consumer<byte[]> messages) {
        this.kind = kind;
        this.bufferSize = bufferSize;
        this.messages = messages;
    }

    /** So many messages are taken from now on. */
    public void take(long most) {
        room = most;
        drivers.forEach(driver -> driver.loop.execute(driver::flush));
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public long bufferSize() {
        return bufferSize;
    }

    @Override
    public String describe() {
        return "in memory";
    }

    @Override
    public Drivers drivers(String name, Clock clock) {
        return (loop, onBuffered, onLatency) -> {
            Driver driver = new Driver(name, loop, onBuffered, onLatency);
            drivers.add(driver);
            return driver;
        };
    }

    private final class Driver implements SinkDriver {

        private final String name;
        private final EventLoop loop;
        private final LongConsumer onBuffered;
        private final LongConsumer onLatency;
        private final Deque<byte[]> waiting = new ArrayDeque<>();
        private final List<CompletableFuture<Void>> drained = new ArrayList<>();
        private boolean closed;
        private long buffered; // bytes
        private long sent;
        private long bytes;

        Driver(String name, EventLoop loop, LongConsumer onBuffered, LongConsumer onLatency) {
            this.name = name;
            this.loop = loop;
            this.onBuffered = onBuffered;
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
            unsent.forEach(this::add);
            flush();
        }

        @Override
        public void write(byte[] message, long readAt) {
            add(message);
            onLatency.accept(System.nanoTime() - readAt);
        }

        private void add(byte[] message) {
            waiting.add(message);
            buffered += message.length;
        }

        @Override
        public void flush() {
            while (!closed && room > 0 && !waiting.isEmpty()) {
                byte[] message = waiting.remove();
                buffered -= message.length;
                room--;
                sent++;
                bytes += message.length;
                messages.accept(message);
            }
            onBuffered.accept(buffered);
            if (waiting.isEmpty()) {
                drained.forEach(each -> each.complete(null));
                drained.clear();
            }
        }

        @Override
        public List<UnsentMessages> unsent() {
            return waiting.isEmpty() ? List.of() : List.of(UnsentMessages.of(List.copyOf(waiting)));
        }

        @Override
        public CompletableFuture<Void> drained() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            loop.execute(() -> {
                drained.add(done);
                flush();
            });
            return done;
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
            return buffered;
        }

        @Override
        public long bufferedMessages() {
            return waiting.size();
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
