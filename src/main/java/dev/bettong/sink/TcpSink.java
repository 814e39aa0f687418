package dev.bettong.sink;

import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.Quantity;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one sink on one worker. Keeps what cannot be sent yet, and after a broken connection continues with the
 * first message that its socket had not taken as a whole.
 *
 * <p>Owned by the worker's event loop. The counters and {@link #disconnectedSince()} are written by it alone; scrapes
 * read them and may see them late.
 */
public final class TcpSink implements SinkDriver {

    private static final Logger log = LoggerFactory.getLogger(TcpSink.class);

    private final String name;
    private final EventLoop loop;
    private final Clock clock;
    private final LongConsumer onBuffered;
    private final LongConsumer onLatency;
    private final boolean tls;
    private final Connector connector;
    private final SinkBuffer buffer = new SinkBuffer();
    private final Stalls stalls = new Stalls(System::nanoTime);
    private @Nullable Channel channel;
    private boolean begun;
    private boolean sending;
    private boolean closed;
    private long messages;
    private long bytes;
    private long buffered;
    private long bufferedMessages;
    private long disconnects;
    private long discarded;
    private volatile @Nullable Instant disconnectedSince; // written by the event loop, read by status
    private @Nullable CompletableFuture<Void> drained;

    /**
     * Prepares a sink; {@link #start} connects it.
     *
     * @param shared name and log of the sink, for all of its connections
     * @param loop event loop of the worker that writes to it
     * @param onBuffered takes, on that loop, how many bytes wait to be written
     * @param onLatency takes, on that loop, the nanoseconds from reading some bytes to having written what came of them
     */
    public TcpSink(
            SinkLog shared,
            TcpSinkSettings settings,
            EventLoop loop,
            Clock clock,
            LongConsumer onBuffered,
            LongConsumer onLatency) {
        this.name = shared.sink();
        this.loop = loop;
        this.clock = clock;
        this.onBuffered = onBuffered;
        this.onLatency = onLatency;
        this.disconnectedSince = clock.instant();
        this.tls = settings.tls() != null;
        this.connector = new Connector(shared, settings, loop, this::connected);
    }

    @Override
    public void start() {
        loop.execute(connector::start);
    }

    private void connected(Channel opened) {
        channel = opened;
        disconnectedSince = null;
        opened.closeFuture().addListener(future -> disconnected());
        flush(); // also reports: it may be that the socket takes at once all that waited
    }

    private void disconnected() {
        channel = null;
        if (closed) {
            return;
        }
        disconnectedSince = clock.instant();
        disconnects++;
        buffer.rewind();
        connector.reconnect();
    }

    @Override
    public void restore(UnsentMessages unsent) {
        if (begun) {
            throw new IllegalStateException("sink '%s' was written to before it was restored".formatted(name));
        }
        if (!closed) {
            long now = System.nanoTime();
            unsent.forEach(message -> buffer.append(message, now));
            flush();
        }
    }

    @Override
    public void write(byte[] message, long readAt) {
        begun = true;
        if (closed) {
            discarded++;
        } else {
            buffer.append(message, readAt);
        }
    }

    @Override
    public void flush() {
        send();
        report();
    }

    private void send() {
        Channel open = channel;
        if (open == null || sending) {
            return;
        }
        sending = true; // a chunk that is written at once must not bring us here again
        boolean written = false;
        try {
            while (channel != null && writeChunks(open)) { // a flush may find the connection broken
                open.flush();
            }
            written = true;
        } finally {
            sending = false;
            if (!written) {
                open.close(); // want of memory, say: a chunk that the socket did not get must not be overtaken
            }
        }
    }

    private boolean writeChunks(Channel open) {
        boolean some = false;
        for (Chunk chunk = buffer.next(); chunk != null; chunk = buffer.next()) {
            Chunk sent = chunk;
            open.write(tls ? chunk.forTls() : chunk.forSocket())
                    .addListener(future -> written(open, future.cause(), sent));
            some = true;
        }
        return some;
    }

    private void written(Channel by, @Nullable Throwable failure, Chunk chunk) {
        try {
            if (failure == null) {
                taken(chunk);
            } else {
                FatalErrors.check(failure);
                by.close(); // then the chunk is taken back
            }
        } catch (Throwable thrown) { // which Netty would only log
            FatalErrors.check(thrown);
            throw thrown;
        }
    }

    private void taken(Chunk chunk) {
        messages += chunk.messages();
        bytes += chunk.size();
        long now = System.nanoTime();
        onLatency.accept(now - chunk.readAt());
        stalls.taken(now);
        buffer.written(chunk);
        if (!sending) {
            flush();
        }
    }

    private void report() {
        buffered = buffer.bytes();
        bufferedMessages = buffer.messages();
        stalls.waiting(buffered > 0);
        onBuffered.accept(buffered);
        if (buffered == 0 && drained != null) {
            drained.complete(null);
        }
    }

    @Override
    public CompletableFuture<Void> drained() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        loop.execute(() -> {
            drained = future;
            flush();
        });
        return future;
    }

    /**
     * Event loop: all messages that no socket has taken as a whole, in order. They come in parts of at most 64 KB, unless
     * a message is longer, and nothing is copied before {@link UnsentMessages#bytes()}.
     */
    @Override
    public List<UnsentMessages> unsent() {
        return buffer.unsent();
    }

    @Override
    public CompletableFuture<Void> close() {
        return close(false);
    }

    @Override
    public CompletableFuture<Void> closeSaved() {
        return close(true);
    }

    private CompletableFuture<Void> close(boolean saved) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        loop.execute(() -> closeNow(saved, future));
        return future;
    }

    private void closeNow(boolean saved, CompletableFuture<Void> future) {
        Channel open = channel;
        if (!closed) {
            closed = true;
            connector.stop();
            boolean allSent = buffer.bytes() == 0;
            leave(buffer.bytes(), buffer.discard(), saved);
            buffered = 0;
            bufferedMessages = 0;
            stalls.waiting(false);
            connector.hangUp(open, allSent);
        }
        if (open == null) {
            future.complete(null);
        } else {
            open.closeFuture().addListener(closing -> future.complete(null));
        }
    }

    private void leave(long unsentBytes, long unsent, boolean saved) {
        if (!saved) {
            discarded += unsent;
        }
        if (unsent > 0 && saved) {
            log.info(
                    "Sink '{}' closes with {} unsent for {}{}, saved to be sent first after the next start",
                    name,
                    Quantity.of(unsent, "message"),
                    address(),
                    size(unsentBytes));
        } else if (unsent > 0) {
            log.warn(
                    "Sink '{}' gave up {} for {}{}, which are lost",
                    name,
                    Quantity.of(unsent, "message"),
                    address(),
                    size(unsentBytes));
        }
    }

    private String size(long unsentBytes) {
        long stalled = stalls.millis();
        return stalled == 0
                ? " (up to %d bytes)".formatted(unsentBytes)
                : " (up to %d bytes, of which the socket has taken none for %d ms)".formatted(unsentBytes, stalled);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public @Nullable Instant disconnectedSince() {
        return disconnectedSince;
    }

    @Override
    public long messages() {
        return messages;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long bufferedBytes() {
        return buffered;
    }

    /** Messages that wait to be written, counted by the chunks that are not wholly written. */
    @Override
    public long bufferedMessages() {
        return bufferedMessages;
    }

    /**
     * For how many milliseconds the socket has taken nothing of what waits; 0 if nothing waits or it took something within
     * the last second. A socket takes 64 KB, or a single larger message, at a time.
     */
    @Override
    public long stalledMillis() {
        return stalls.millis();
    }

    @Override
    public long totalStalledMillis() {
        return stalls.totalMillis();
    }

    @Override
    public long disconnects() {
        return disconnects;
    }

    @Override
    public long connectFailures() {
        return connector.failures();
    }

    @Override
    public long discarded() {
        return discarded;
    }

    @Override
    public String address() {
        return connector.address();
    }
}
