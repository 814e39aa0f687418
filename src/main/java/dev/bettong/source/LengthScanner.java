package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;

/** Cuts frames whose header gives a length. Owned by the connection's event loop. */
final class LengthScanner extends FrameScanner {

    private static final long LONGEST = 1L << 62; // to which an adjustment can be added

    private final LengthField field;
    private final int header;
    private final int adjustment;
    private final int strip;
    private final int maxFrameSize;

    LengthScanner(Framing.LengthHeader declared, int maxFrameSize) {
        this.field = LengthField.of(declared);
        this.header = declared.length();
        this.adjustment = declared.includesHeader() ? -header : 0;
        this.strip = header;
        this.maxFrameSize = maxFrameSize;
    }

    LengthScanner(Framing.LengthField declared, int maxFrameSize) {
        this.field = LengthField.of(declared);
        this.header = declared.offset() + declared.length();
        this.adjustment = declared.adjustment();
        this.strip = declared.strip();
        this.maxFrameSize = maxFrameSize;
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        while (in.readableBytes() >= header) {
            long length = field.read(in, in.readerIndex());
            long behind = Math.min(length, LONGEST) + adjustment;
            long payload = behind + header - strip;
            if (behind < 0 || payload < 0) {
                throw new BadFrameException(
                        FailureReason.MALFORMED_FRAME,
                        "the header gives a length of %d, the least is %d"
                                .formatted(length, Math.max(0, strip - header) - (long) adjustment));
            }
            if (payload > maxFrameSize) {
                throw new BadFrameException(
                        FailureReason.FRAME_TOO_LARGE,
                        "the header announces %d bytes, max-frame-size is %d".formatted(payload, maxFrameSize));
            }
            if (in.readableBytes() < strip + payload) {
                return;
            }
            in.skipBytes(strip);
            receiver.frame(take(in, (int) payload));
        }
    }
}
