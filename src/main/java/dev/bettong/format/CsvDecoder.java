package dev.bettong.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records of lines of CSV. */
record CsvDecoder<T>(RecordType<T> recordType, List<FieldType> fields, CsvLayout layout) implements TypedDecoder<T> {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Override
    public Class<T> type() {
        return recordType.type();
    }

    @Override
    public @Nullable T decode(byte[] payload) throws Exception {
        String text = StrictText.decode(payload, layout.charset());
        String line = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        List<String> columns = new CsvLine(line, layout.separator()).fields(layout.columns());
        if (columns.equals(layout.header())) {
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int i = 0; i < columns.size(); i++) {
            int component = layout.components().get(i);
            if (component != CsvLayout.NO_COMPONENT) {
                values[component] = fields.get(component).parse(columns.get(i));
            }
        }
        return recordType.make(values);
    }
}
