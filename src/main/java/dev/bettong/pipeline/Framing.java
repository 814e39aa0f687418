package dev.bettong.pipeline;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Where a frame begins and ends in a stream of bytes. */
public sealed interface Framing {

    /**
     * A header that gives the length of the payload behind it.
     *
     * <p>The format is that of Python's {@code struct} module: a byte order ({@code >} or {@code !} big endian,
     * {@code <} little endian, {@code =}, {@code @} or none that of the machine) and a type: {@code b B} (1 byte),
     * {@code h H} (2), {@code i I} (4), {@code l L} (4, or 8 with {@code @} or no byte order), {@code q Q} (8); with
     * {@code @} or no byte order also {@code n N P} (8). A capital letter is unsigned. {@code x} before or behind the
     * type is a pad byte, {@code 3x} are three; with {@code @} or no byte order the number is aligned to its size, as on
     * a 64-bit Unix.
     *
     * @param length size of the header in bytes with its pad bytes, at most 1,024
     * @param format Python {@code struct} format of one integer, which reads exactly so many bytes
     */
    static LengthHeader lengthHeader(int length, String format) {
        return new LengthHeader(length, format, false);
    }

    /**
     * A length somewhere in the header of a frame, as in Netty's {@code LengthFieldBasedFrameDecoder}. The payload is the
     * whole frame, header first, unless {@link LengthField#strip} takes something off.
     *
     * @param offset bytes before the length, 0 to 1,024
     * @param length size of the length in bytes: 1, 2, 3, 4 or 8; it is unsigned and big endian
     */
    static LengthField lengthField(int offset, int length) {
        return new LengthField(offset, length, 0, 0, ByteOrder.BIG_ENDIAN);
    }

    /** Lines that end with LF or CRLF. */
    static Lines lines() {
        return new Lines(false);
    }

    /**
     * Frames that end with these bytes, which no frame may contain.
     *
     * @param bytes 1 to 16 bytes
     */
    static Delimiter delimiter(byte... bytes) {
        List<Byte> list = new ArrayList<>(bytes.length);
        for (byte each : bytes) {
            list.add(each);
        }
        return new Delimiter(List.copyOf(list));
    }

    /** Frames that end with a zero byte, as GELF over TCP has them. */
    static Delimiter nul() {
        return delimiter((byte) 0);
    }

    /** Syslog messages behind a count of their bytes, mixed with syslog messages that end with LF. */
    static OctetCounting octetCounting() {
        return new OctetCounting();
    }

    /** Payloads behind their length as an unsigned LEB128 number, as protobuf's delimited messages are written. */
    static Varint varint() {
        return new Varint();
    }

    /** HL7 messages in the blocks of the minimal lower layer protocol. */
    static Mllp mllp() {
        return new Mllp();
    }

    /**
     * A header that gives a length.
     *
     * @param length size of the header in bytes, with its pad bytes
     * @param format Python {@code struct} format of the header
     * @param includesHeader whether the length counts the header too
     */
    record LengthHeader(int length, String format, boolean includesHeader) implements Framing {

        /** The same header, whose length counts the header too. */
        public LengthHeader includingHeader() {
            return new LengthHeader(length, format, true);
        }
    }

    /**
     * A length somewhere in the header of a frame. A frame has as many bytes as its length says, plus {@code adjustment},
     * {@code offset} and {@code length}; the first {@code strip} of them are no part of the payload.
     *
     * @param offset bytes before the length, 0 to 1,024
     * @param length size of the length in bytes: 1, 2, 3, 4 or 8
     * @param adjustment bytes behind the length that it does not count, or negative those before that it counts too
     * @param strip bytes at the beginning of the frame that the payload does not have, 0 to 1,024
     * @param order which byte of the length comes first
     */
    record LengthField(int offset, int length, int adjustment, int strip, ByteOrder order) implements Framing {

        /** The same, with this number added to each length. */
        public LengthField adjustment(int added) {
            return new LengthField(offset, length, added, strip, order);
        }

        /** The same, without the first bytes of each frame. */
        public LengthField strip(int bytes) {
            return new LengthField(offset, length, adjustment, bytes, order);
        }

        /** The same, with the least significant byte of the length first. */
        public LengthField littleEndian() {
            return new LengthField(offset, length, adjustment, strip, ByteOrder.LITTLE_ENDIAN);
        }
    }

    /**
     * Lines that end with LF or CRLF.
     *
     * @param keepsUnterminated whether what follows the last LF of a connection that its client has closed is a line
     *     too; otherwise it is a failure with the reason {@code truncated-frame}
     */
    record Lines(boolean keepsUnterminated) implements Framing {

        /** The same, with a last line that needs no end. */
        public Lines keepingUnterminated() {
            return new Lines(true);
        }
    }

    /**
     * Frames that end with certain bytes.
     *
     * @param bytes 1 to 16 bytes
     */
    record Delimiter(List<Byte> bytes) implements Framing {}

    /**
     * Syslog over TCP as receivers meet it (RFC 6587). A frame that begins with a digit from 1 to 9, perhaps further
     * digits, and a space is counted: the number is that of the bytes behind the space. An LF at the end of a counted
     * message is not part of the payload. Every other frame ends with LF or CRLF; such a frame without a byte is no
     * frame, since some clients end a counted message with LF, too.
     */
    record OctetCounting() implements Framing {}

    /** Payloads behind their length as an unsigned LEB128 number of at most 5 bytes. */
    record Varint() implements Framing {}

    /** Blocks that begin with 0x0B and end with 0x1C 0x0D; CR and LF between two blocks are ignored. */
    record Mllp() implements Framing {}

    /**
     * Frames of one length.
     *
     * @param length bytes of every frame, at least 1
     */
    record FixedLength(int length) implements Framing {}
}
