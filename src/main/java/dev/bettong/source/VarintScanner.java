package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;

/** Cuts payloads behind their length as an unsigned LEB128 number. Owned by the connection's event loop. */
final class VarintScanner extends FrameScanner {

    private static final int MOST_BYTES = 5;
    private static final int BITS = 7;
    private static final int MORE = 0x80;

    private final int maxFrameSize;
    private int header; // bytes of the length at the reader index, or 0 as long as its end has not come
    private long length; // if there is a header

    VarintScanner(int maxFrameSize) {
        this.maxFrameSize = maxFrameSize;
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        while (header > 0 || readLength(in)) {
            if (in.readableBytes() < header + length) {
                return;
            }
            in.skipBytes(header);
            header = 0;
            receiver.frame(take(in, (int) length));
        }
    }

    /** Reads the length at the reader index; returns whether its end has come. */
    private boolean readLength(ByteBuf in) throws BadFrameException {
        int most = Math.min(in.readableBytes(), MOST_BYTES);
        length = 0;
        for (int i = 0; i < most; i++) {
            int next = in.getByte(in.readerIndex() + i);
            length |= (long) (next & (MORE - 1)) << (BITS * i);
            if ((next & MORE) == 0) {
                check();
                header = i + 1;
                return true;
            }
        }
        if (most == MOST_BYTES) {
            throw new BadFrameException(
                    FailureReason.MALFORMED_FRAME, "a length takes more than %d bytes".formatted(MOST_BYTES));
        }
        return false;
    }

    private void check() throws BadFrameException {
        if (length > maxFrameSize) {
            throw new BadFrameException(
                    FailureReason.FRAME_TOO_LARGE,
                    "the header announces %d bytes, max-frame-size is %d".formatted(length, maxFrameSize));
        }
    }
}
