package dev.bettong.properties;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the frames of a source are decoded: the name of a bean, or a section with exactly one format.
 *
 * @param bean Bean that decodes frames, a FramedDecoder.
 * @param jsonLines Class that each line is a JSON document of.
 * @param csvLines Record that each line has the components of, separated by commas.
 * @param textLines Charset of lines of text.
 * @param syslogLines Time zone of syslog messages that do not say theirs, one message a line.
 * @param record Binary records, one behind the other.
 */
public record DecoderProperties(
        @Nullable String bean,
        @Nullable String jsonLines,
        @Nullable String csvLines,
        @Nullable Charset textLines,
        @Nullable ZoneId syslogLines,
        @Nullable RecordProperties record)
        implements BettongSection {

    /** The formats that there are, besides beans. */
    public static final List<String> FORMATS =
            List.of("json-lines", "csv-lines", "text-lines", "syslog-lines", "record");

    /** The name of a bean stands for itself. */
    public static DecoderProperties of(String bean) {
        return new DecoderProperties(bean, null, null, null, null, null);
    }

    /** What is declared. */
    public List<String> kinds() {
        Map<String, @Nullable Object> kinds = new LinkedHashMap<>();
        kinds.put("bean", bean);
        kinds.put("json-lines", jsonLines);
        kinds.put("csv-lines", csvLines);
        kinds.put("text-lines", textLines);
        kinds.put("syslog-lines", syslogLines);
        kinds.put("record", record);
        kinds.values().removeIf(Objects::isNull);
        return List.copyOf(kinds.keySet());
    }
}
