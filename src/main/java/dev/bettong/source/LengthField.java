package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * Reads the length out of a frame's header.
 *
 * @param bytes size of the header: 1, 2, 4 or 8
 * @param bigEndian whether the most significant byte comes first
 * @param signed whether the length can be negative
 */
public record LengthField(int bytes, boolean bigEndian, boolean signed) {

    /**
     * Compiles a declared header.
     *
     * @throws IllegalArgumentException if the format is not one of Python's {@code struct} for one integer, or reads
     *     another number of bytes than the header has
     */
    public static LengthField of(Framing.LengthHeader header) {
        String format = header.format();
        boolean ordered = !format.isEmpty() && "><!=@".indexOf(format.charAt(0)) >= 0;
        char order = ordered ? format.charAt(0) : '@';
        String type = ordered ? format.substring(1) : format;
        int bytes = switch (type) {
            case "b", "B" -> 1;
            case "h", "H" -> 2;
            case "i", "I" -> 4;
            case "l", "L" -> order == '@' ? 8 : 4; // native size, as on every 64-bit Unix
            case "q", "Q" -> 8;
            default ->
                throw new IllegalArgumentException(
                        "length format '%s' is not a byte order (> < ! = @) and one of b B h H i I l L q Q"
                                .formatted(format));
        };
        if (bytes != header.length()) {
            throw new IllegalArgumentException("length format '%s' reads %d %s, but the header has %d"
                    .formatted(format, bytes, bytes == 1 ? "byte" : "bytes", header.length()));
        }
        boolean bigEndian = switch (order) {
            case '>', '!' -> true;
            case '<' -> false;
            default -> ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        };
        return new LengthField(bytes, bigEndian, Character.isLowerCase(type.charAt(0)));
    }

    /** Reads the length at {@code index}; an unsigned 8-byte length beyond {@code Long.MAX_VALUE} is that value. */
    long read(ByteBuf in, int index) {
        long value = switch (bytes) {
            case 1 -> in.getByte(index);
            case 2 -> bigEndian ? in.getShort(index) : in.getShortLE(index);
            case 4 -> bigEndian ? in.getInt(index) : in.getIntLE(index);
            default -> bigEndian ? in.getLong(index) : in.getLongLE(index);
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
