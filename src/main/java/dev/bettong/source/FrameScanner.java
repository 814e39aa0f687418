package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts frames out of the bytes of one connection. Takes whole frames and leaves the rest, and checks a frame's size
 * before it takes memory for it. Owned by the connection's event loop.
 */
abstract class FrameScanner {

    static FrameScanner of(Framing framing, int maxFrameSize) {
        return switch (framing) {
            case Framing.LengthHeader header -> new LengthScanner(header, maxFrameSize);
            case Framing.LengthField field -> new LengthScanner(field, maxFrameSize);
            case Framing.Lines lines -> new LineScanner(lines.keepsUnterminated(), maxFrameSize);
            case Framing.Delimiter delimiter -> new DelimiterScanner(delimiter, maxFrameSize);
            case Framing.OctetCounting counting -> new OctetCountingScanner(maxFrameSize);
            case Framing.Varint varint -> new VarintScanner(maxFrameSize);
            case Framing.Mllp mllp -> new MllpScanner(maxFrameSize);
            case Framing.FixedLength fixed -> new FixedLengthScanner(fixed.length());
        };
    }

    /**
     * Hands all whole frames to {@code receiver} and moves the reader index behind them.
     *
     * @throws BadFrameException if what comes next can never become a frame
     */
    abstract void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException;

    /** The frame that {@code rest} is when the client has closed the connection, or {@code null} if it is none. */
    byte @Nullable [] last(ByteBuf rest) {
        return null;
    }

    /** Takes so many bytes out of {@code in}, into an array of their own. */
    static byte[] take(ByteBuf in, int length) {
        byte[] payload = new byte[length];
        if (in.nioBufferCount() == 1) {
            in.internalNioBuffer(in.readerIndex(), length).get(payload); // readBytes() may make a view of it each time
            in.skipBytes(length);
        } else {
            in.readBytes(payload);
        }
        return payload;
    }

    private static final class FixedLengthScanner extends FrameScanner {

        private final int length;

        FixedLengthScanner(int length) {
            this.length = length;
        }

        @Override
        void scan(ByteBuf in, FrameReceiver receiver) {
            while (in.readableBytes() >= length) {
                receiver.frame(take(in, length));
            }
        }
    }
}
