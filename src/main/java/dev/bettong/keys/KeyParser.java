package dev.bettong.keys;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Reads what a person typed as a key in every way that makes sense. */
public final class KeyParser {

    private static final int LONGEST_NUMBER = 1000; // digits; longer ones take long to read, and nobody types them

    private static final List<Function<String, Object>> NUMBERS = List.of(
            Integer::valueOf,
            Long::valueOf,
            Short::valueOf,
            Byte::valueOf,
            BigInteger::new,
            BigDecimal::new,
            Double::valueOf,
            Float::valueOf);

    private final String text;
    private final List<Object> keys = new ArrayList<>();
    private final List<byte[]> found = new ArrayList<>();

    private KeyParser(String text) {
        this.text = text;
    }

    static List<byte[]> of(String text) {
        KeyParser reading = new KeyParser(text);
        reading.read();
        return List.copyOf(reading.found);
    }

    /** The keys themselves, as far as a text says all about them: not those that are enums, records or lists. */
    public static List<Object> keys(String text) {
        KeyParser reading = new KeyParser(text);
        reading.read();
        return List.copyOf(reading.keys);
    }

    private void read() {
        if (!KeyCodec.wellFormed(text)) {
            return; // no key has such text
        }
        add(text);
        if (text.length() == 1) {
            add(text.charAt(0));
        }
        if (text.equals("true") || text.equals("false")) {
            add(Boolean.valueOf(text));
        }
        if (text.length() <= LONGEST_NUMBER) {
            NUMBERS.forEach(this::parse);
        }
        parse(UUID::fromString);
        TextTypes.ALL.forEach(time -> parse(time.parser()));
        literal();
    }

    private void add(Object key) {
        found.add(KeyCodec.encode(key));
        keys.add(key);
    }

    private void parse(Function<String, ?> parser) {
        try {
            add(parser.apply(text));
        } catch (RuntimeException otherType) {
            // the text is no value of this type; others are tried
        }
    }

    /** Texts that say their type themselves, as {@link KeyLiteral} writes them. */
    private void literal() {
        if (text.indexOf('.') > 0) {
            found.add(KeyCodec.utf8(KeyTag.ENUM, text));
        }
        if (text.indexOf(' ') > 0) {
            found.add(KeyCodec.utf8(KeyTag.TIME, text));
        }
        if (text.endsWith(")")) {
            found.add(KeyCodec.utf8(KeyTag.RECORD, text));
        }
        if (text.startsWith("[")) {
            found.add(KeyCodec.utf8(KeyTag.LIST, text));
        }
        if (text.contains("\\u")) { // stored by an earlier version
            found.add(KeyCodec.utf8(KeyTag.ESCAPED_STRING, text));
            found.add(KeyCodec.utf8(KeyTag.CHARACTER, text));
        }
    }
}
