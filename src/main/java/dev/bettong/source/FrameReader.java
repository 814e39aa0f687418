package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
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

    /** Bytes of what is no frame that the receiver gets to see. */
    private static final int REJECTED_BYTES = 1024;

    private final Channel channel;
    private final LoopConnections loopConnections;
    private final long number; // unique on the event loop
    private final FrameScanner scanner;
    private @Nullable ByteBuf partial;
    private int kept; // memory that partial takes, as far as the event loop's share knows
    private int place = UnfinishedFrames.NO_PLACE; // among the unfinished frames of the event loop
    private int postponed; // reads, and the end, that wait until a hold is over
    private long frameSince; // this and the next two by LoopConnections.time
    private long lastRead;
    private long pausedAt;
    private boolean readBefore;
    private boolean closing;
    private boolean broken; // ended by a reset, or by a fault of ours
    private @Nullable ForeignProtocol foreign; // that the client seems to speak
    private @Nullable Rejection rejection; // of a frame, that waits for a turn of the event loop

    /** What the receiver gets of a frame that is none. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Rejection(FailureReason reason, String detail, byte[] beginning) {}

    FrameReader(Channel channel, LoopConnections loopConnections, FrameScanner scanner, long now) {
        this.channel = channel;
        this.loopConnections = loopConnections;
        this.number = loopConnections.nextNumber();
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
        if (loopConnections.held()) {
            postpone(read, now);
        } else {
            handle(read, now, loopConnections.time(now));
        }
    }

    private void postpone(@Nullable ByteBuf read, long now) {
        postponed++;
        loopConnections.postpone(this, read, now);
        readingChanged(loopConnections.time(now));
    }

    /** Event loop: handles a read that was postponed, or the end of the connection if there is no read. */
    void replay(@Nullable ByteBuf read, long readAt, long now) {
        postponed--;
        if (read == null) {
            ended();
        } else if (closing) {
            read.release();
        } else {
            handle(read, readAt, now);
            readingChanged(now);
        }
    }

    private void handle(ByteBuf read, long readAt, long now) {
        lastRead = now;
        loopConnections.countBytes(read.readableBytes());
        if (!readBefore) {
            readBefore = true;
            foreign = ForeignProtocol.of(read);
        }
        boolean resumed = partial != null;
        ByteBuf bytes =
                partial == null ? read : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), partial, read);
        partial = null;
        int before = bytes.readerIndex();
        boolean kept = false;
        try {
            if (scan(bytes, readAt)) {
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
        if (!loopConnections.mayRead()) {
            readingChanged(now);
        }
    }

    private boolean scan(ByteBuf bytes, long readAt) {
        loopConnections.begin(readAt, number);
        try {
            scanner.scan(bytes, loopConnections);
            return true;
        } catch (BadFrameException bad) {
            String detail = withHint("connection closed: " + bad.getMessage());
            rejectInTurn(new Rejection(bad.reason(), detail, beginning(bytes)));
            return false;
        } finally {
            loopConnections.end();
        }
    }

    private String withHint(String detail) {
        return foreign == null ? detail : detail + "; " + foreign.hint();
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
        int before = kept;
        kept = kept();
        if (kept != before) {
            loopConnections.keeps(this, kept, kept > before);
        }
    }

    int place() {
        return place;
    }

    void place(int next) {
        place = next;
    }

    /** Memory that the beginning of a frame takes, in bytes. */
    int kept() {
        return partial == null ? 0 : partial.capacity();
    }

    /** Event loop: gives up the frame whose beginning is kept, since there is no room for so much of it. */
    void rejectUnfinished() {
        giveUp("connection closed: unfinished frames take more than frame-buffer, and this one the most: %d bytes"
                .formatted(kept()));
    }

    private void giveUp(String detail) {
        ByteBuf begun = partial;
        if (begun != null) {
            loopConnections.begin(System.nanoTime(), number);
            try {
                reject(new Rejection(FailureReason.TRUNCATED_FRAME, withHint(detail), beginning(begun)));
            } finally {
                loopConnections.end();
            }
        }
    }

    private static byte[] beginning(ByteBuf bytes) {
        return ByteBufUtil.getBytes(bytes, bytes.readerIndex(), Math.min(bytes.readableBytes(), REJECTED_BYTES));
    }

    /** Rejects a frame now, or in one of the next turns of the event loop if this one has had its share of rejections. */
    private void rejectInTurn(Rejection rejected) {
        if (loopConnections.mayEndNow()) {
            reject(rejected);
        } else {
            closing = true;
            rejection = rejected;
            loopConnections.end(this);
        }
    }

    private void reject(Rejection rejected) {
        closing = true;
        forget();
        loopConnections.rejected(rejected.reason, rejected.detail, rejected.beginning);
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (rejection != null) { // which leaves when it has its turn
            return;
        }
        if (!closing && (loopConnections.held() || postponed > 0)) {
            postpone(null, System.nanoTime());
        } else {
            ended();
        }
    }

    private void ended() {
        if (rejection == null && (partial == null || closing)) {
            leave();
        } else {
            loopConnections.end(this);
        }
    }

    /** Event loop: the connection has ended in the middle of a frame, or its frame is to be rejected. */
    void endUnfinished() {
        Rejection rejected = rejection;
        if ((rejected != null || !closing) && loopConnections.held()) { // a hold has begun meanwhile
            postpone(null, System.nanoTime());
            return;
        }
        if (rejected != null) {
            rejection = null;
            loopConnections.begin(System.nanoTime(), number);
            try {
                reject(rejected);
            } finally {
                loopConnections.end();
            }
        }
        ByteBuf begun = partial;
        if (begun != null && !closing && !takeLast(begun)) {
            giveUp("the connection ended %d bytes into a frame".formatted(begun.readableBytes()));
        }
        leave();
    }

    private boolean takeLast(ByteBuf begun) {
        byte[] last = broken ? null : scanner.last(begun);
        if (last == null) {
            return false;
        }
        loopConnections.begin(System.nanoTime(), number);
        try {
            loopConnections.frame(last);
        } finally {
            loopConnections.end();
        }
        return true;
    }

    private void leave() {
        loopConnections.remove(this);
        forget();
        if (readBefore) {
            loopConnections.closed(number);
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
        broken = true;
        boolean byPeer = cause instanceof IOException || cause.getCause() instanceof IOException; // TLS wraps its own
        if (!byPeer) {
            loopConnections.brokenBy(cause);
        }
        context.close(); // channelInactive counts what this cuts off
    }

    /** Event loop: closes the connection for a bug of ours; what else it has read is not handled. */
    void brokenBy(Throwable cause) {
        loopConnections.brokenBy(cause);
        close();
    }

    /** Event loop: reads, or stops reading, as the receiver allows. */
    void readingChanged(long now) {
        boolean read = postponed == 0 && loopConnections.mayRead();
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

    /** Event loop: closes the connection if a frame, or any byte, has been waited for too long; returns whether it did. */
    boolean checkTimeouts(long now, long frameTimeout, long idleTimeout) {
        if (closing || !channel.config().isAutoRead()) {
            return false;
        }
        if (partial != null && now - frameSince > frameTimeout) {
            giveUp("connection closed: a frame was not complete after frame-timeout");
            return true;
        }
        if (partial == null && idleTimeout > 0 && now - lastRead > idleTimeout) {
            loopConnections.countIdle();
            close();
            return true;
        }
        return false;
    }

    /** Event loop: closes the connection, without counting what it cuts off. */
    void close() {
        closing = true;
        rejection = null;
        channel.close();
    }

    /** Event loop: lets go of what was postponed, after {@link #close()}. */
    void drop(@Nullable ByteBuf read) {
        postponed--;
        if (read == null) {
            ended();
        } else {
            read.release();
        }
    }
}
