package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;

/** Cuts the blocks of HL7's minimal lower layer protocol. Owned by the connection's event loop. */
final class MllpScanner extends FrameScanner {

    private static final byte START = 0x0B;
    private static final byte[] END = {0x1C, 0x0D};

    private final Terminator terminator;

    MllpScanner(int maxFrameSize) {
        this.terminator = new Terminator(END, maxFrameSize);
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        while (findStart(in)) {
            int length = terminator.payloadLength(in, 1);
            if (length < 0) {
                return;
            }
            in.skipBytes(1);
            byte[] payload = take(in, length);
            in.skipBytes(END.length);
            receiver.frame(payload);
        }
    }

    private static boolean findStart(ByteBuf in) throws BadFrameException {
        while (in.isReadable()) {
            byte next = in.getByte(in.readerIndex());
            if (next == START) {
                return true;
            }
            if (next != '\r' && next != '\n') {
                throw new BadFrameException(
                        FailureReason.MALFORMED_FRAME,
                        "a block begins with 0x%02X, not with 0x%02X".formatted(next, START));
            }
            in.skipBytes(1);
        }
        return false;
    }
}
