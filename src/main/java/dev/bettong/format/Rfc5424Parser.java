package dev.bettong.format;

import dev.bettong.format.SyslogMessage.Element;
import dev.bettong.format.SyslogMessage.Facility;
import dev.bettong.format.SyslogMessage.Parameter;
import dev.bettong.format.SyslogMessage.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what is behind the version of a message of RFC 5424. Used once, by one thread. */
final class Rfc5424Parser {

    private static final String NIL = "-";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String ENDS_OF_NAMES = " =]\"";
    private static final String ESCAPED = "\"\\]";

    private final String message;
    private int position;

    Rfc5424Parser(String message, int position) {
        this.message = message;
        this.position = position;
    }

    SyslogMessage parse(Facility facility, Severity severity) throws FormatException {
        Instant time = time(word("time"));
        String host = word("host name");
        String app = word("app name");
        String processId = word("process id");
        String messageId = word("message id");
        List<Element> structuredData = structuredData();
        return new SyslogMessage(facility, severity, time, host, app, processId, messageId, structuredData, text());
    }

    /** The next word of the header, which has a space behind it; {@code null} if there is no value. */
    private @Nullable String word(String name) throws FormatException {
        int end = message.indexOf(' ', position);
        if (end <= position) {
            throw new FormatException("the header has no %s".formatted(name));
        }
        String word = message.substring(position, end);
        position = end + 1;
        return word.equals(NIL) ? null : word;
    }

    private static @Nullable Instant time(@Nullable String word) throws FormatException {
        try {
            return word == null ? null : OffsetDateTime.parse(word).toInstant();
        } catch (DateTimeException unreadable) {
            throw new FormatException("the time of the header is no time: \"%s\"".formatted(word), unreadable);
        }
    }

    private List<Element> structuredData() throws FormatException {
        List<Element> elements = new ArrayList<>();
        if (message.startsWith(NIL, position) && isEndOrSpace(position + 1)) {
            position++;
        }
        while (at('[')) {
            position++;
            elements.add(element());
        }
        return elements;
    }

    private Element element() throws FormatException {
        String id = name();
        List<Parameter> parameters = new ArrayList<>();
        while (at(' ')) {
            position++;
            String name = name();
            expect('=');
            expect('"');
            parameters.add(new Parameter(name, value()));
        }
        expect(']');
        return new Element(id, parameters);
    }

    private String name() throws FormatException {
        int start = position;
        while (position < message.length() && ENDS_OF_NAMES.indexOf(message.charAt(position)) < 0) {
            position++;
        }
        if (position == start) {
            throw malformed();
        }
        return message.substring(start, position);
    }

    /** A backslash in front of anything that needs none stays. */
    private String value() throws FormatException {
        StringBuilder value = new StringBuilder();
        while (position < message.length() && !at('"')) {
            if (at('\\') && position + 1 < message.length() && ESCAPED.indexOf(message.charAt(position + 1)) >= 0) {
                position++;
            }
            value.append(message.charAt(position));
            position++;
        }
        expect('"');
        return value.toString();
    }

    private void expect(char wanted) throws FormatException {
        if (!at(wanted)) {
            throw malformed();
        }
        position++;
    }

    private FormatException malformed() {
        return new FormatException("the structured data is malformed at character %d".formatted(position));
    }

    private boolean at(char wanted) {
        return position < message.length() && message.charAt(position) == wanted;
    }

    private boolean isEndOrSpace(int index) {
        return index >= message.length() || message.charAt(index) == ' ';
    }

    /** The rest. Some programs leave out the structured data, and the space in front of the text with it. */
    private String text() {
        String text = message.substring(at(' ') ? position + 1 : position);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
