package dev.bettong.format;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Text to and from bytes; what is malformed or has no bytes is a failure instead of a replacement character. */
final class StrictText {

    private static final byte[] LINE_END = {'\n'};
    private static final char REPLACEMENT = '\uFFFD';

    private StrictText() {}

    /**
     * A charset for lines.
     *
     * @throws IllegalArgumentException if LF is something else than the byte 10
     */
    static Charset forLines(Charset charset) {
        if (!charset.canEncode() || !Arrays.equals("\n".getBytes(charset), LINE_END)) {
            throw new IllegalArgumentException("%s has not the byte 10 for a line end".formatted(charset));
        }
        return charset;
    }

    /** The text of bytes. */
    static String decode(byte[] bytes, Charset charset) throws FormatException {
        String text = new String(bytes, charset);
        if (text.indexOf(REPLACEMENT) >= 0) { // it may be a part of the text
            rejectMalformed(bytes, charset);
        }
        return text;
    }

    private static void rejectMalformed(byte[] bytes, Charset charset) throws FormatException {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException malformed) {
            throw new FormatException("the bytes are not %s text".formatted(charset), malformed);
        }
    }

    /** The bytes of a text. */
    static byte[] encode(String text, Charset charset) throws FormatException {
        try {
            ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
            return Arrays.copyOfRange(bytes.array(), bytes.arrayOffset(), bytes.arrayOffset() + bytes.limit());
        } catch (CharacterCodingException unmappable) {
            throw new FormatException(
                    "the text has a character that %s cannot represent".formatted(charset), unmappable);
        }
    }
}
