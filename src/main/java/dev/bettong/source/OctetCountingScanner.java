package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;

/** Cuts syslog messages, counted or with LF at their end, as RFC 6587 describes both. Owned by the connection's event loop. */
final class OctetCountingScanner extends FrameScanner {

    private static final long LONGEST = 1L << 32; // longer ones are all the same: too long

    private final int maxFrameSize;
    private final LineScanner lines;
    private Frame frame = Frame.UNKNOWN; // of the one that begins at the reader index
    private int digits; // that it begins with
    private long count; // which those digits are

    /** What a frame is, as far as it has come. */
    private enum Frame {
        /** Nothing but digits has come. */
        UNKNOWN,
        /** Its bytes are counted. */
        COUNTED,
        /** It ends with LF. */
        LINE
    }

    OctetCountingScanner(int maxFrameSize) {
        this.maxFrameSize = maxFrameSize;
        this.lines = new LineScanner(false, maxFrameSize);
    }

    @Override
    void scan(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        while (in.isReadable() && takeFrame(in, receiver)) {
            frame = Frame.UNKNOWN;
            digits = 0;
            count = 0;
        }
    }

    private boolean takeFrame(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        if (frame == Frame.UNKNOWN) {
            readCount(in);
        }
        return switch (frame) {
            case UNKNOWN -> false;
            case COUNTED -> takeCounted(in, receiver);
            case LINE -> takeLine(in, receiver);
        };
    }

    private void readCount(ByteBuf in) throws BadFrameException {
        for (; digits < in.readableBytes(); digits++) {
            byte next = in.getByte(in.readerIndex() + digits);
            boolean digit = next >= (digits == 0 ? '1' : '0') && next <= '9';
            if (!digit) {
                frame = digits > 0 && next == ' ' ? Frame.COUNTED : Frame.LINE;
                return;
            }
            count = Math.min(LONGEST, 10 * count + next - '0');
        }
        if (digits > maxFrameSize) {
            throw tooLarge("a frame begins with more than %d digits".formatted(maxFrameSize));
        }
    }

    private boolean takeCounted(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        if (count > maxFrameSize + 1L) { // the last one may be an LF
            throw tooLarge("the count announces %d bytes".formatted(count));
        }
        int header = digits + 1;
        if (in.readableBytes() < header + count) {
            return false;
        }
        boolean feed = in.getByte(in.readerIndex() + header + (int) count - 1) == '\n';
        int length = (int) count - (feed ? 1 : 0);
        if (length > maxFrameSize) {
            throw tooLarge("the count announces %d bytes".formatted(count));
        }
        in.skipBytes(header);
        byte[] payload = take(in, length);
        in.skipBytes((int) count - length);
        receiver.frame(payload);
        return true;
    }

    private boolean takeLine(ByteBuf in, FrameReceiver receiver) throws BadFrameException {
        byte[] line = lines.next(in);
        if (line != null && line.length > 0) {
            receiver.frame(line);
        }
        return line != null;
    }

    private BadFrameException tooLarge(String what) {
        return new BadFrameException(
                FailureReason.FRAME_TOO_LARGE, "%s, max-frame-size is %d".formatted(what, maxFrameSize));
    }
}
