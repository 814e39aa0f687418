package dev.bettong.format;

import java.util.ArrayList;
import java.util.List;

/** Cuts one line of CSV into its fields. Used once, by one thread. */
final class CsvLine {

    private static final char QUOTE = '"';

    private final String line;
    private final char separator;
    private int position;

    CsvLine(String line, char separator) {
        this.line = line;
        this.separator = separator;
    }

    /** The fields, of which there must be so many. */
    List<String> fields(int expected) throws FormatException {
        List<String> fields = new ArrayList<>(expected);
        boolean more = true;
        while (more) {
            if (fields.size() == expected) {
                throw new FormatException("there are more than %d fields".formatted(expected));
            }
            fields.add(at(QUOTE) ? quoted() : plain());
            more = at(separator);
            if (more) {
                position++;
            }
        }
        if (!isLineEnd(line.substring(position))) {
            throw new FormatException("there is more than one record");
        }
        if (fields.size() < expected) {
            throw new FormatException("there are %d fields instead of %d".formatted(fields.size(), expected));
        }
        return fields;
    }

    private boolean at(char wanted) {
        return position < line.length() && line.charAt(position) == wanted;
    }

    private static boolean isLineEnd(String rest) {
        return rest.isEmpty() || rest.equals("\n") || rest.equals("\r") || rest.equals("\r\n");
    }

    private String plain() {
        int start = position;
        while (position < line.length() && !endsField(line.charAt(position))) {
            position++;
        }
        return line.substring(start, position);
    }

    private boolean endsField(char next) {
        return next == separator || next == '\r' || next == '\n';
    }

    private String quoted() throws FormatException {
        StringBuilder field = new StringBuilder();
        position++;
        while (true) {
            int quote = line.indexOf(QUOTE, position);
            if (quote < 0) {
                throw new FormatException("a quoted field does not end");
            }
            field.append(line, position, quote);
            position = quote + 1;
            if (!at(QUOTE)) {
                break;
            }
            field.append(QUOTE);
            position++;
        }
        if (position < line.length() && !endsField(line.charAt(position))) {
            throw new FormatException("there is text behind a quoted field, at character %d".formatted(position));
        }
        return field.toString();
    }
}
