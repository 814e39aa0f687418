package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * Reads the length out of a frame's header.
 *
 * @param offset bytes of the header before it
 * @param bytes its size: 1, 2, 3, 4 or 8
 * @param bigEndian whether the most significant byte comes first
 * @param signed whether the length can be negative
 */
public record LengthField(int offset, int bytes, boolean bigEndian, boolean signed) {

    /** Bytes of the longest header. */
    public static final int LONGEST_HEADER = 1024;

    /**
     * Compiles a declared header.
     *
     * @throws IllegalArgumentException if the format is not one of Python's {@code struct} for one integer, or reads
     *     another number of bytes than the header has
     */
    public static LengthField of(Framing.LengthHeader header) {
        HeaderFormat format = HeaderFormat.parse(header.format());
        if (format.size() > LONGEST_HEADER) {
            throw new IllegalArgumentException("length format '%s' reads more than the %d bytes of the longest header"
                    .formatted(header.format(), LONGEST_HEADER));
        }
        if (format.size() != header.length()) {
            throw new IllegalArgumentException("length format '%s' reads %d %s, but the header has %d"
                    .formatted(header.format(), format.size(), format.size() == 1 ? "byte" : "bytes", header.length()));
        }
        return format.number();
    }

    /** Compiles a declared field. */
    static LengthField of(Framing.LengthField field) {
        return new LengthField(field.offset(), field.length(), field.order() == ByteOrder.BIG_ENDIAN, false);
    }

    /**
     * Reads the length out of the header at {@code index}; an unsigned 8-byte length beyond {@code Long.MAX_VALUE} is
     * that value.
     */
    long read(ByteBuf in, int index) {
        int at = index + offset;
        long value = switch (bytes) {
            case 1 -> in.getByte(at);
            case 2 -> bigEndian ? in.getShort(at) : in.getShortLE(at);
            case 3 -> bigEndian ? in.getMedium(at) : in.getMediumLE(at);
            case 4 -> bigEndian ? in.getInt(at) : in.getIntLE(at);
            default -> bigEndian ? in.getLong(at) : in.getLongLE(at);
        };
        if (signed) {
            return value;
        }
        if (bytes == Long.BYTES) {
            return value < 0 ? Long.MAX_VALUE : value;
        }
        return value & ((1L << (bytes * Byte.SIZE)) - 1);
    }
}
