package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import org.jspecify.annotations.Nullable;

/** Cuts lines that end with LF or CRLF. Owned by the connection's event loop. */
final class LineScanner extends FrameScanner {

    private final boolean keepsUnterminated;
    private final int maxFrameSize;
    private int searched; // bytes behind the reader index that are known to hold no line end
    private boolean begun; // whether there was a line

    LineScanner(boolean keepsUnterminated, int maxFrameSize) {
        this.keepsUnterminated = keepsUnterminated;
        this.maxFrameSize = maxFrameSize;
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        for (byte[] line = next(in); line != null; line = next(in)) {
            receiver.frame(line);
        }
    }

    /** Takes a line and its end out of {@code in}; {@code null} if its end has not come. */
    byte @Nullable [] next(ByteBuf in) throws BadFrameException {
        int start = in.readerIndex();
        int end = in.forEachByte(start + searched, in.readableBytes() - searched, ByteProcessor.FIND_LF);
        if (!begun) {
            ForeignProtocol.refuse(in, end);
            begun = end >= 0;
        }
        int length = length(in, end < 0 ? in.writerIndex() : end);
        if (length > maxFrameSize) {
            throw new BadFrameException(
                    FailureReason.FRAME_TOO_LARGE,
                    "a line has more than %d bytes, which is max-frame-size".formatted(maxFrameSize));
        }
        if (end < 0) {
            searched = in.readableBytes();
            return null;
        }
        searched = 0;
        byte[] payload = take(in, length);
        in.readerIndex(end + 1);
        return payload;
    }

    /** Length of a line up to {@code end}; a CR there may turn out to belong to it, but is no reason to reject it yet. */
    private static int length(ByteBuf in, int end) {
        int length = end - in.readerIndex();
        return length > 0 && in.getByte(end - 1) == '\r' ? length - 1 : length;
    }

    @Override
    byte @Nullable [] last(ByteBuf rest) {
        return keepsUnterminated ? take(rest, length(rest, rest.writerIndex())) : null;
    }
}
