package dev.bettong.format;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;

/**
 * JSON (RFC 8259) to and from records, beans and whatever else Jackson maps; its annotations apply.
 *
 * <p>Properties that a type does not have are ignored. Failures are: a property of a primitive type that is {@code null} or
 * missing, a fraction for a whole number, a number for an enum, a number out of range, anything behind the document, the
 * document {@code null}, more than 500 levels of nesting, and numbers of more than 1,000 characters. Properties of other
 * types that are missing are {@code null}, or an empty {@code Optional}. Values of {@code java.time} are ISO 8601 text.
 */
public final class Json {

    private Json() {}

    /**
     * A decoder of payloads that are one document each, in UTF-8.
     *
     * @param type of the events
     * @throws IllegalArgumentException if Jackson cannot make a {@code type}, such as an interface without type information
     */
    public static <T> TypedDecoder<T> decoder(Class<T> type) {
        return new JsonDecoder<>(type);
    }

    /**
     * A decoder of lines that are one document each (JSON Lines, NDJSON); empty lines are dropped.
     *
     * @param type of the events
     * @throws IllegalArgumentException as {@link #decoder}
     */
    public static <T> FramedDecoder<T> lines(Class<T> type) {
        return Decoder.lines(new NonBlankDecoder<>(decoder(type)));
    }

    /** An encoder of one document on one line, without a line end. */
    public static <T> Encoder<T> encoder() {
        return new JsonEncoder<>();
    }

    /** An encoder of documents, each of which is a line with LF at its end. */
    public static <T> Encoder<T> lineEncoder() {
        return new LineEncoder<>(encoder());
    }
}
