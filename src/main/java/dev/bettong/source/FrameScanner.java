package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Cuts frames out of the bytes of one connection. Takes whole frames and leaves the rest, and checks a frame's size
 * before it takes memory for it. Owned by the connection's event loop.
 */
abstract class FrameScanner {

    static FrameScanner of(Framing framing, int maxFrameSize) {
        return switch (framing) {
            case Framing.LengthHeader header ->
                new ByLength(LengthField.of(header), header.includesHeader(), maxFrameSize);
            case Framing.Lines lines -> new ByLine(maxFrameSize);
            case Framing.FixedLength fixed -> new ByFixedLength(fixed.length());
        };
    }

    /**
     * Hands all whole frames to {@code receiver} and moves the reader index behind them.
     *
     * @throws BadFrameException if what comes next can never become a frame
     */
    abstract void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException;

    private static byte[] take(ByteBuf in, int length) {
        byte[] payload = new byte[length];
        if (in.nioBufferCount() == 1) {
            in.internalNioBuffer(in.readerIndex(), length).get(payload); // readBytes() may make a view of it each time
            in.skipBytes(length);
        } else {
            in.readBytes(payload);
        }
        return payload;
    }

    private static final class ByLength extends FrameScanner {

        private final LengthField field;
        private final int header;
        private final int included;
        private final int maxFrameSize;

        ByLength(LengthField field, boolean includesHeader, int maxFrameSize) {
            this.field = field;
            this.header = field.bytes();
            this.included = includesHeader ? field.bytes() : 0;
            this.maxFrameSize = maxFrameSize;
        }

        @Override
        void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
            while (in.readableBytes() >= header) {
                long length = field.read(in, in.readerIndex());
                if (length < included) {
                    throw new BadFrameException(
                            FailureReason.MALFORMED_FRAME,
                            "the header gives a length of %d, the least is %d".formatted(length, included));
                }
                long payload = length - included;
                if (payload > maxFrameSize) {
                    throw new BadFrameException(
                            FailureReason.FRAME_TOO_LARGE,
                            "the header announces %d bytes, max-frame-size is %d".formatted(payload, maxFrameSize));
                }
                if (in.readableBytes() < header + payload) {
                    return;
                }
                in.skipBytes(header);
                receiver.frame(take(in, (int) payload));
            }
        }
    }

    private static final class ByLine extends FrameScanner {

        private final int maxFrameSize;
        private int searched; // bytes behind the reader index that are known to hold no line end

        ByLine(int maxFrameSize) {
            this.maxFrameSize = maxFrameSize;
        }

        @Override
        void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
            while (in.isReadable()) {
                int start = in.readerIndex();
                int end = in.forEachByte(start + searched, in.readableBytes() - searched, ByteProcessor.FIND_LF);
                int length = (end < 0 ? in.writerIndex() : end) - start;
                boolean carriageReturn = length > 0 && in.getByte(start + length - 1) == '\r';
                if (carriageReturn) {
                    length--; // may turn out to belong to the line, but is no reason to reject it yet
                }
                if (length > maxFrameSize) {
                    throw new BadFrameException(
                            FailureReason.FRAME_TOO_LARGE,
                            "a line has more than %d bytes, which is max-frame-size".formatted(maxFrameSize));
                }
                if (end < 0) {
                    searched = in.readableBytes();
                    return;
                }
                searched = 0;
                byte[] payload = take(in, length);
                in.readerIndex(end + 1);
                receiver.frame(payload);
            }
        }
    }

    private static final class ByFixedLength extends FrameScanner {

        private final int length;

        ByFixedLength(int length) {
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
