package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a source: keeps the beginning of a frame whose end has not come yet, and has the rest scanned. Owned
 * by the connection's event loop.
 */
final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 0x03;
    private static final byte[] NO_BYTES = {};

    private final Channel channel;
    private final Intake intake;
    private final FrameScanner scanner;
    private @Nullable ByteBuf partial;
    private int kept; // memory that partial takes, as far as the intake knows
    private long frameSince;
    private long lastRead;
    private long pausedAt;
    private boolean readBefore;
    private boolean speaksTls;
    private boolean closing;

    FrameReader(Channel channel, Intake intake, FrameScanner scanner, long now) {
        this.channel = channel;
        this.intake = intake;
        this.scanner = scanner;
        this.lastRead = now;
        this.pausedAt = now;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        if (closing || !read.isReadable()) {
            ReferenceCountUtil.release(read);
            return;
        }
        long now = System.nanoTime();
        lastRead = now;
        intake.countBytes(read.readableBytes());
        noteTls(read);
        boolean resumed = partial != null;
        ByteBuf bytes =
                partial == null ? read : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), partial, read);
        partial = null;
        int before = bytes.readerIndex();
        boolean kept = false;
        try {
            if (scan(bytes, now)) {
                boolean sameFrame = resumed && bytes.readerIndex() == before;
                frameSince = sameFrame ? frameSince : now;
                kept = keep(bytes, sameFrame);
            }
        } finally {
            if (!kept) {
                bytes.release();
            }
        }
        tellKept();
        if (!intake.mayRead()) {
            readingChanged(now);
        }
    }

    private boolean scan(ByteBuf bytes, long now) {
        intake.begin(now);
        try {
            scanner.scan(bytes, intake);
            return true;
        } catch (BadFrameException bad) {
            reject(bad.reason(), bad.getMessage() + (speaksTls ? "; the client speaks TLS, this port does not" : ""));
            return false;
        } finally {
            intake.end();
        }
    }

    /**
     * Keeps the beginning of a frame, and returns whether {@code bytes} itself. Copies it, unless it was kept before: a
     * read buffer is too large to keep.
     */
    private boolean keep(ByteBuf bytes, boolean sameFrame) {
        if (sameFrame) {
            partial = bytes;
        } else if (bytes.isReadable()) {
            partial = channel.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
        }
        return sameFrame;
    }

    private void tellKept() {
        int change = kept() - kept;
        kept += change;
        if (change != 0) {
            intake.keeps(change);
        }
    }

    /** Memory that the beginning of a frame takes, in bytes. */
    int kept() {
        return partial == null ? 0 : partial.capacity();
    }

    private void noteTls(ByteBuf read) {
        if (!readBefore) {
            readBefore = true;
            int first = read.readerIndex();
            speaksTls = read.getByte(first) == TLS_HANDSHAKE
                    && read.readableBytes() > 1
                    && read.getByte(first + 1) == TLS_MAJOR_VERSION;
        }
    }

    /** Event loop: gives up the frame whose beginning is kept, since there is no room for so much of it. */
    void rejectUnfinished() {
        reject(
                FailureReason.TRUNCATED_FRAME,
                "unfinished frames take more than frame-buffer, and this one the most: %d bytes".formatted(kept()));
    }

    private void reject(FailureReason reason, @Nullable String detail) {
        closing = true;
        forget();
        intake.rejected(reason, "connection closed: " + detail, NO_BYTES);
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        intake.remove(this);
        int begun = partial == null ? 0 : partial.readableBytes();
        forget();
        if (begun > 0 && !closing) {
            intake.rejected(
                    FailureReason.TRUNCATED_FRAME,
                    "the connection ended %d bytes into a frame".formatted(begun),
                    NO_BYTES);
        }
    }

    private void forget() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        tellKept();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) { // which the peer causes: a reset
            intake.brokenBy(cause);
        }
        context.close(); // channelInactive counts what this cuts off
    }

    /** Event loop: reads, or stops reading, as the intake says. */
    void readingChanged(long now) {
        boolean read = intake.mayRead();
        if (read == channel.config().isAutoRead()) {
            return;
        }
        if (read) {
            lastRead += now - pausedAt; // the time in which we did not read is not the client's
            frameSince += now - pausedAt;
        } else {
            pausedAt = now;
        }
        channel.config().setAutoRead(read);
    }

    /** Event loop: closes the connection if a frame, or any byte, has been waited for too long. */
    void checkTimeouts(long now, long frameTimeout, long idleTimeout) {
        if (!channel.config().isAutoRead()) {
            return;
        }
        if (partial != null && now - frameSince > frameTimeout) {
            reject(FailureReason.TRUNCATED_FRAME, "a frame was not complete after frame-timeout");
        } else if (partial == null && idleTimeout > 0 && now - lastRead > idleTimeout) {
            intake.countIdle();
            close();
        }
    }

    /** Event loop: closes the connection, without counting what it cuts off. */
    void close() {
        closing = true;
        channel.close();
    }
}
