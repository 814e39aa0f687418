package dev.bettong.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CSV with options. Immutable: each option makes another one.
 *
 * @param <T> a record
 */
public final class CsvFormat<T> {

    private static final String NO_SEPARATORS = "\"\r\n";

    private final RecordType<T> type;
    private final List<FieldType> fields;
    private final CsvLayout layout;

    CsvFormat(Class<T> type) {
        this.type = RecordType.of(type);
        fields = FieldType.of(this.type);
        layout = new CsvLayout(
                ',', UTF_8, IntStream.range(0, fields.size()).boxed().toList(), List.of());
    }

    private CsvFormat(CsvFormat<T> other, CsvLayout layout) {
        type = other.type;
        fields = other.fields;
        this.layout = layout;
    }

    /**
     * Separates fields by another character than a comma.
     *
     * @throws IllegalArgumentException if it is a quote, CR or LF
     */
    public CsvFormat<T> separator(char separator) {
        if (NO_SEPARATORS.indexOf(separator) >= 0) {
            throw new IllegalArgumentException("a quote or line end cannot separate fields");
        }
        return new CsvFormat<>(this, new CsvLayout(separator, layout.charset(), layout.components(), layout.header()));
    }

    /** Reads and writes another charset than UTF-8. */
    public CsvFormat<T> charset(Charset charset) {
        return new CsvFormat<>(this, new CsvLayout(layout.separator(), charset, layout.components(), layout.header()));
    }

    /**
     * The columns, by name instead of by the order of the components. A record that has these very names for fields is the
     * header of a file and is dropped, wherever it comes. A column that the record does not have is ignored, and written
     * empty.
     *
     * @param columns names of components and others, each once
     * @throws IllegalArgumentException if a component is missing, or a name comes twice
     */
    public CsvFormat<T> header(String... columns) {
        List<String> names = List.of(columns);
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("the header has a column twice: %s".formatted(names));
        }
        List<String> components =
                type.components().stream().map(RecordComponent::getName).toList();
        for (String component : components) {
            if (!names.contains(component)) {
                throw new IllegalArgumentException("the header %s has no column for the component '%s' of %s"
                        .formatted(names, component, type.type().getName()));
            }
        }
        return new CsvFormat<>(
                this,
                new CsvLayout(
                        layout.separator(),
                        layout.charset(),
                        names.stream().map(components::indexOf).toList(),
                        names));
    }

    /** A decoder of payloads that are one record each, with or without a line end. */
    public TypedDecoder<T> decoder() {
        return new CsvDecoder<>(type, fields, layout);
    }

    /**
     * A decoder of lines that are one record each; empty lines are dropped. A field with a line end in it is a failure: its
     * record is several lines.
     *
     * @throws IllegalArgumentException if the charset has not the byte 10 for LF, as UTF-16 has not
     */
    public FramedDecoder<T> lines() {
        StrictText.forLines(layout.charset());
        return Decoder.lines(new NonBlankDecoder<>(decoder()));
    }

    /** An encoder of records, without a line end behind them. */
    public Encoder<T> encoder() {
        return new CsvEncoder<>(type, layout);
    }

    /**
     * An encoder of records, each with LF at its end. A field may have a line end in it, within quotes.
     *
     * @throws IllegalArgumentException if the charset has not the byte 10 for LF, as UTF-16 has not
     */
    public Encoder<T> lineEncoder() {
        StrictText.forLines(layout.charset());
        return new LineEncoder<>(encoder());
    }
}
