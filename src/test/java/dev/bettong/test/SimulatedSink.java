package dev.bettong.test;

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

/** A sink whose other side is away at times, or takes a few messages only. For the thread of the loops. */
final class SimulatedSink implements SinkBinding {

    private static final long BUFFER_SIZE = 200;

    private final String kind;
    private final Consumer<String> messages;
    private final List<Driver> drivers = new ArrayList<>();
    private long room = Long.MAX_VALUE; // messages that it takes
    private boolean dead;

    SimulatedSink(String kind, Consumer<String> messages) {
        this.kind = kind;
        this.messages = messages;
    }

    /** Takes so many messages from now on. */
    void take(long most) {
        room = most;
        drivers.forEach(driver -> driver.loop.execute(driver::flush));
    }

    /** The process is dead: nobody sees what it sends. */
    void die() {
        dead = true;
        take(Long.MAX_VALUE);
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
        return "simulated";
    }

    @Override
    public Drivers drivers(String name, Clock clock) {
        return (loop, onBuffered, onLatency) -> {
            Driver driver = new Driver(name, loop, onBuffered);
            drivers.add(driver);
            return driver;
        };
    }

    private final class Driver implements SinkDriver {

        private final String name;
        private final EventLoop loop;
        private final LongConsumer onBuffered;
        private final Deque<byte[]> waiting = new ArrayDeque<>();
        private final List<CompletableFuture<Void>> drained = new ArrayList<>();
        private boolean closed;
        private long bytes;
        private long sent;

        Driver(String name, EventLoop loop, LongConsumer onBuffered) {
            this.name = name;
            this.loop = loop;
            this.onBuffered = onBuffered;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return "simulated";
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
        }

        private void add(byte[] message) {
            waiting.add(message);
            bytes += message.length;
        }

        @Override
        public void flush() {
            while (!closed && room > 0 && !waiting.isEmpty()) {
                byte[] message = waiting.remove();
                bytes -= message.length;
                room--;
                sent++;
                if (!dead) {
                    messages.accept(new String(message, java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            onBuffered.accept(bytes);
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
            return 0;
        }

        @Override
        public long bufferedBytes() {
            return bytes;
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
