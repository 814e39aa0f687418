package dev.bettong.format;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;

/**
 * Comma-separated values (RFC 4180) to and from records whose components are the fields, in their order.
 *
 * <p>A field is a {@code String}, a number, a {@code boolean}, a {@code char}, an enum constant, a {@code UUID} or a value
 * of {@code java.time} in ISO 8601. Spaces around it count only in a {@code String} and a {@code char}. An empty field is
 * an empty {@code String} or {@code null}, and a failure for a primitive component. Other failures are: another number of
 * fields than the record has components, a quoted field that does not end or has text behind it, more than one record in a
 * payload, and a number of more than 1,000 characters. A quote within a field that does not begin with one is text.
 */
public final class Csv {

    private Csv() {}

    /**
     * CSV with other options than commas, UTF-8, and the columns of the record.
     *
     * @param type a record
     * @throws IllegalArgumentException if {@code type} is not a record, or a component is of a type that no field can be
     */
    public static <T> CsvFormat<T> format(Class<T> type) {
        return new CsvFormat<>(type);
    }

    /** A decoder of payloads that are one record each; see {@link CsvFormat#decoder}. */
    public static <T> TypedDecoder<T> decoder(Class<T> type) {
        return format(type).decoder();
    }

    /** A decoder of lines that are one record each; see {@link CsvFormat#lines}. */
    public static <T> FramedDecoder<T> lines(Class<T> type) {
        return format(type).lines();
    }

    /** An encoder of records without a line end; see {@link CsvFormat#encoder}. */
    public static <T> Encoder<T> encoder(Class<T> type) {
        return format(type).encoder();
    }

    /** An encoder of records, each with LF at its end; see {@link CsvFormat#lineEncoder}. */
    public static <T> Encoder<T> lineEncoder(Class<T> type) {
        return format(type).lineEncoder();
    }
}
