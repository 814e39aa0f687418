package dev.bettong.pipeline;

/** Where a frame begins and ends in a stream of bytes. */
public sealed interface Framing {

    /**
     * A header that gives the length of the payload behind it.
     *
     * <p>The format is that of Python's {@code struct} module: a byte order ({@code >} or {@code !} big endian,
     * {@code <} little endian, {@code =}, {@code @} or none that of the machine) and a type: {@code b B} (1 byte),
     * {@code h H} (2), {@code i I l L} (4), {@code q Q} (8); a capital letter is unsigned.
     *
     * @param length 1, 2, 4 or 8 bytes
     * @param format Python {@code struct} format that reads exactly so many bytes
     */
    static LengthHeader lengthHeader(int length, String format) {
        return new LengthHeader(length, format, false);
    }

    /**
     * A header that gives a length.
     *
     * @param length size of the header in bytes: 1, 2, 4 or 8
     * @param format Python {@code struct} format of the header
     * @param includesHeader whether the length counts the header too
     */
    record LengthHeader(int length, String format, boolean includesHeader) implements Framing {

        /** The same header, whose length counts the header too. */
        public LengthHeader includingHeader() {
            return new LengthHeader(length, format, true);
        }
    }

    /** Lines that end with LF or CRLF. */
    record Lines() implements Framing {}

    /**
     * Frames of one length.
     *
     * @param length bytes of every frame, at least 1
     */
    record FixedLength(int length) implements Framing {}
}
