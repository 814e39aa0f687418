package dev.bettong.format;

import dev.bettong.pipeline.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes records as lines of CSV. */
record CsvEncoder<T>(RecordType<T> recordType, CsvLayout layout) implements Encoder<T> {

    private static final String EMPTY = "\"\"";

    @Override
    public byte[] encode(T output) throws Exception {
        @Nullable Object[] values = recordType.values(output);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < layout.columns(); i++) {
            if (i > 0) {
                line.append(layout.separator());
            }
            int component = layout.components().get(i);
            if (component != CsvLayout.NO_COMPONENT) {
                append(line, FieldType.text(values[component]));
            }
        }
        String text = line.isEmpty() ? EMPTY : line.toString(); // an empty line would be dropped
        return StrictText.encode(text, layout.charset());
    }

    private void append(StringBuilder line, String field) {
        if (needsQuotes(field)) {
            line.append('"').append(field.replace("\"", "\"\"")).append('"');
        } else {
            line.append(field);
        }
    }

    private boolean needsQuotes(String field) {
        for (int i = 0; i < field.length(); i++) {
            char each = field.charAt(i);
            if (each == layout.separator() || each == '"' || each == '\r' || each == '\n') {
                return true;
            }
        }
        return false;
    }
}
