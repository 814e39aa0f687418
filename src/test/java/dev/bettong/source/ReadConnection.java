package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;

/** A connection without a network: a test says what arrives, a {@link FrameReader} reads it. For one thread. */
final class ReadConnection implements AutoCloseable {

    private static final Duration NEVER = Duration.ofDays(1);

    private final CountingAllocator allocator = new CountingAllocator();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final LoopConnections loopConnections;
    private final FrameReader reader;
    private final ChannelHandlerContext context;

    /** The only connection of an intake. */
    ReadConnection(Framing framing, int maxFrameSize, FrameReceiver receiver) {
        this(framing, maxFrameSize, loopConnections(receiver, Integer.MAX_VALUE));
    }

    /** One of several connections. */
    ReadConnection(Framing framing, int maxFrameSize, LoopConnections loopConnections) {
        this.loopConnections = loopConnections;
        channel.config().setAllocator(allocator);
        long now = loopConnections.time(System.nanoTime());
        reader = new FrameReader(channel, loopConnections, FrameScanner.of(framing, maxFrameSize), now);
        channel.pipeline().addLast(reader);
        context = channel.pipeline().context(reader);
        loopConnections.add(reader);
    }

    /** An intake whose event loop has one turn only. */
    static LoopConnections loopConnections(FrameReceiver receiver, long frameBuffer) {
        return loopConnections(new EmbeddedChannel().eventLoop(), receiver, frameBuffer);
    }

    static LoopConnections loopConnections(EventLoop loop, FrameReceiver receiver, long frameBuffer) {
        TcpSourceSettings settings = new TcpSourceSettings("", 0, 1, 1, frameBuffer, NEVER, NEVER);
        return new LoopConnections(loop, receiver, settings, frameBuffer);
    }

    /** These bytes arrive in one read, even if the connection has just been closed. */
    void read(byte[] bytes, int from, int to) {
        ByteBuf read = allocator.buffer(to - from);
        read.writeBytes(bytes, from, to - from);
        reader.channelRead(context, read);
    }

    void read(byte[] bytes) {
        read(bytes, 0, bytes.length);
    }

    void readOneByOne(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            read(bytes, i, i + 1);
        }
    }

    /** Something throws on the way of the bytes. */
    void fail(Throwable cause) {
        reader.exceptionCaught(context, cause);
    }

    boolean open() {
        return channel.isOpen();
    }

    boolean reads() {
        return channel.config().isAutoRead();
    }

    CountingAllocator allocator() {
        return allocator;
    }

    LoopConnections loopConnections() {
        return loopConnections;
    }

    FrameReader reader() {
        return reader;
    }

    /** The other side closes the connection. */
    @Override
    public void close() {
        channel.close();
    }
}
