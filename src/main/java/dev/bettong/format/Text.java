package dev.bettong.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import java.nio.charset.Charset;

/**
 * Plain text. Bytes that are malformed in the charset, and characters that it cannot represent, are failures; nothing is
 * replaced. A byte order mark is part of the text.
 */
public final class Text {

    private Text() {}

    /** A decoder of payloads that are text in UTF-8. */
    public static TypedDecoder<String> decoder() {
        return decoder(UTF_8);
    }

    /** A decoder of payloads that are text in {@code charset}. */
    public static TypedDecoder<String> decoder(Charset charset) {
        return new TextDecoder(charset);
    }

    /** A decoder of lines in UTF-8; an empty line is an empty text. */
    public static FramedDecoder<String> lines() {
        return lines(UTF_8);
    }

    /**
     * A decoder of lines; an empty line is an empty text.
     *
     * @throws IllegalArgumentException if the charset has not the byte 10 for LF, as UTF-16 has not
     */
    public static FramedDecoder<String> lines(Charset charset) {
        return Decoder.lines(decoder(StrictText.forLines(charset)));
    }

    /** An encoder of text in UTF-8, without a line end. */
    public static Encoder<String> encoder() {
        return encoder(UTF_8);
    }

    /** An encoder of text in {@code charset}, without a line end. */
    public static Encoder<String> encoder(Charset charset) {
        return text -> StrictText.encode(text, charset);
    }

    /** An encoder of lines in UTF-8 that end with LF; a text that has an LF in it is a failure. */
    public static Encoder<String> lineEncoder() {
        return lineEncoder(UTF_8);
    }

    /**
     * An encoder of lines in {@code charset} that end with LF; a text that has an LF in it is a failure.
     *
     * @throws IllegalArgumentException if the charset has not the byte 10 for LF, as UTF-16 has not
     */
    public static Encoder<String> lineEncoder(Charset charset) {
        StrictText.forLines(charset);
        return new LineEncoder<>(text -> StrictText.encode(oneLine(text), charset));
    }

    private static String oneLine(String text) throws FormatException {
        if (text.indexOf('\n') >= 0) {
            throw new FormatException("the text has a line end in it and would be read as several lines");
        }
        return text;
    }
}
