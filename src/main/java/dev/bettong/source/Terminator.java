package dev.bettong.source;

import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Finds the bytes that end a frame, and looks for them at no byte twice however a frame is cut. Belongs to one connection;
 * owned by its event loop.
 */
final class Terminator {

    private final byte[] bytes;
    private final ByteProcessor lastByte;
    private final int maxFrameSize;
    private int searched; // bytes behind the reader index of which none is the last of a terminator

    Terminator(byte[] bytes, int maxFrameSize) {
        this.bytes = bytes.clone();
        this.lastByte = new ByteProcessor.IndexOfProcessor(bytes[bytes.length - 1]);
        this.maxFrameSize = maxFrameSize;
    }

    /** Bytes of the terminator itself. */
    int size() {
        return bytes.length;
    }

    /**
     * The length of the payload that begins {@code header} bytes behind the reader index, or -1 if its end has not come.
     *
     * @throws BadFrameException if it is longer than a frame may be, whatever comes
     */
    int payloadLength(ByteBuf in, int header) throws BadFrameException {
        int start = in.readerIndex() + header;
        int end = end(in, start);
        if (end >= 0) {
            searched = 0;
            return checked(end - bytes.length - start);
        }
        searched = in.readableBytes();
        int begun = in.writerIndex() - start;
        if (begun > maxFrameSize) {
            checked(begun - terminatorBegun(in, begun));
        }
        return -1;
    }

    /** Position behind the first terminator, or -1. */
    private int end(ByteBuf in, int start) {
        int from = Math.max(in.readerIndex() + searched, start);
        while (from < in.writerIndex()) {
            int found = in.forEachByte(from, in.writerIndex() - from, lastByte);
            if (found < 0) {
                return -1;
            }
            from = found + 1;
            if (from - start >= bytes.length && matches(in, from - bytes.length, bytes.length)) {
                return from;
            }
        }
        return -1;
    }

    /** How many bytes at the end of what has come may be the first ones of a terminator. */
    private int terminatorBegun(ByteBuf in, int begun) {
        int length = Math.min(bytes.length - 1, begun);
        while (length > 0 && !matches(in, in.writerIndex() - length, length)) {
            length--;
        }
        return length;
    }

    private boolean matches(ByteBuf in, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (in.getByte(from + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private int checked(int payload) throws BadFrameException {
        if (payload > maxFrameSize) {
            throw new BadFrameException(
                    FailureReason.FRAME_TOO_LARGE,
                    "a frame has more than %d bytes, which is max-frame-size".formatted(maxFrameSize));
        }
        return payload;
    }
}
