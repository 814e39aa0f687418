package dev.bettong.keys;

import dev.bettong.keys.TextTypes.TextType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a key, or a part of one, so that its text alone says type and value, nearly as Java would: {@code 5}, {@code
 * 5L}, {@code "five"}, {@code DayOfWeek.FRIDAY}, {@code Instant 2026-01-01T00:00:00Z}, {@code Seat(5, 'A')}, {@code [1, 2]}.
 */
final class KeyLiteral {

    private final StringBuilder text = new StringBuilder();

    private KeyLiteral() {}

    /** @throws UnsupportedKeyException if {@code key}, or a part of it, is of a type that has no stored form */
    static String of(Object key) {
        KeyLiteral literal = new KeyLiteral();
        literal.add(key);
        return literal.text.toString();
    }

    private void add(@Nullable Object part) {
        switch (part) {
            case null -> text.append("null");
            case String string -> text.append('"').append(escape(string, '"')).append('"');
            case Character character ->
                text.append('\'').append(escape(character.toString(), '\'')).append('\'');
            case Integer number -> text.append(number);
            case Long number -> text.append(number).append('L');
            case Short number -> text.append(number).append('S');
            case Byte number -> text.append(number).append('B');
            case BigInteger number -> text.append(number).append('N');
            case BigDecimal number -> text.append(number).append('M');
            case Float number -> text.append(number).append('F');
            case Double number -> text.append(number).append('D');
            case Boolean truth -> text.append(truth);
            case UUID id -> text.append(id);
            case Enum<?> constant ->
                text.append(KeyClass.of(constant.getDeclaringClass()).name())
                        .append('.')
                        .append(constant.name());
            case Record whole -> addRecord(whole);
            case List<?> whole -> addList(whole);
            default -> addTime(part);
        }
    }

    private void addRecord(Record whole) {
        KeyClass type = KeyClass.of(whole.getClass());
        text.append(type.name()).append('(');
        for (int i = 0; i < type.components(); i++) {
            text.append(i == 0 ? "" : ", ");
            add(type.component(i, whole));
        }
        text.append(')');
    }

    private void addList(List<?> whole) {
        text.append('[');
        String separator = "";
        for (@Nullable Object part : whole) {
            text.append(separator);
            add(part);
            separator = ", ";
        }
        text.append(']');
    }

    private void addTime(Object part) {
        for (TextType<?> time : TextTypes.ALL) {
            if (time.type().isInstance(part)) {
                text.append(time.name()).append(' ').append(part);
                return;
            }
        }
        throw UnsupportedKeyException.ofType(part.getClass());
    }

    /** {@code text} with a backslash before every {@code quote} and backslash. */
    private static String escape(String text, char quote) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            escaped.append(next == quote || next == '\\' ? "\\" : "").append(next);
        }
        return escaped.toString();
    }
}
