package dev.bettong.properties;

import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the outputs for a sink are encoded: the name of a bean, or a section with exactly one format.
 *
 * @param bean Bean that encodes outputs, an Encoder.
 * @param jsonLines Class of the outputs, each of which is written as a line of JSON.
 * @param csvLines Record whose components are written as a line, separated by commas.
 * @param textLines Charset of outputs that are lines of text.
 * @param record Binary records, one behind the other.
 */
public record EncoderProperties(
        @Nullable String bean,
        @Nullable String jsonLines,
        @Nullable String csvLines,
        @Nullable Charset textLines,
        @Nullable RecordProperties record)
        implements BettongSection {

    /** The formats that there are, besides beans. */
    public static final List<String> FORMATS = List.of("json-lines", "csv-lines", "text-lines", "record");

    /** The name of a bean stands for itself. */
    public static EncoderProperties of(String bean) {
        return new EncoderProperties(bean, null, null, null, null);
    }

    /** What is declared. */
    public List<String> kinds() {
        Map<String, @Nullable Object> kinds = new LinkedHashMap<>();
        kinds.put("bean", bean);
        kinds.put("json-lines", jsonLines);
        kinds.put("csv-lines", csvLines);
        kinds.put("text-lines", textLines);
        kinds.put("record", record);
        kinds.values().removeIf(Objects::isNull);
        return List.copyOf(kinds.keySet());
    }
}
