package dev.bettong.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The stored form of keys: one byte that tags the type, and a readable text in UTF-8. There is a way back for keys of simple
 * types. Different keys have different bytes and equal keys the same, in every process.
 *
 * <p>Enums and records carry the name of their class without its package, so that the package may change.
 */
public final class KeyCodec {

    private KeyCodec() {}

    /**
     * The bytes of a key, in a new array. Any thread.
     *
     * @throws UnsupportedKeyException if the key, or a part of it, has no stored form: by its type, or because a
     *     text in it is not well-formed UTF-16, which would give different keys the same bytes
     */
    public static byte[] encode(Object key) {
        return switch (key) {
            case String text -> text(text);
            case Integer number -> ascii(KeyTag.INTEGER, number.toString());
            case Long number -> ascii(KeyTag.LONG, number.toString());
            case Character character -> character(character);
            case Boolean truth -> ascii(KeyTag.BOOLEAN, truth.toString());
            case Byte number -> ascii(KeyTag.BYTE, number.toString());
            case Short number -> ascii(KeyTag.SHORT, number.toString());
            case BigInteger number -> ascii(KeyTag.BIG_INTEGER, number.toString());
            case BigDecimal number -> ascii(KeyTag.BIG_DECIMAL, number.toString());
            case Float number -> ascii(KeyTag.FLOAT, number.toString());
            case Double number -> ascii(KeyTag.DOUBLE, number.toString());
            case UUID id -> ascii(KeyTag.UUID, id.toString());
            case Enum<?> constant -> utf8(KeyTag.ENUM, KeyLiteral.of(constant));
            case Record all -> utf8(KeyTag.RECORD, KeyLiteral.of(all));
            case List<?> all -> utf8(KeyTag.LIST, KeyLiteral.of(all));
            default -> ascii(KeyTag.TIME, KeyLiteral.of(key));
        };
    }

    /** The key that was encoded, if its text says all about it: not if it is an enum, a record or a list. */
    public static Optional<Object> decode(byte[] encoded) {
        return keys(describe(encoded)).stream()
                .filter(key -> Arrays.equals(encode(key), encoded))
                .findFirst();
    }

    /** Whether its text says all about an encoded key, so that {@link #decode} gives it back. */
    public static boolean isText(byte[] encoded) {
        byte tag = encoded[0];
        return tag != KeyTag.ENUM && tag != KeyTag.RECORD && tag != KeyTag.LIST;
    }

    /** The text of an encoded key, for people to read. */
    public static String describe(byte[] encoded) {
        return new String(encoded, 1, encoded.length - 1, UTF_8);
    }

    /**
     * The encodings of all keys that a person may mean by {@code text}, the likeliest first: {@code 5} may be an Integer, a
     * String and more. What {@link #describe} gave leads back to its key.
     */
    public static List<byte[]> candidates(String text) {
        return KeyParser.of(text);
    }

    /** The keys of simple types that a person may mean by {@code text}: not enums, records or lists. */
    public static List<Object> keys(String text) {
        return KeyParser.keys(text);
    }

    private static byte[] text(String text) {
        int length = text.length();
        byte[] bytes = new byte[length + 1];
        bytes[0] = KeyTag.STRING;
        for (int i = 0; i < length; i++) {
            char next = text.charAt(i);
            if (next >= 0x80) {
                return utf8(KeyTag.STRING, text);
            }
            bytes[i + 1] = (byte) next;
        }
        return bytes;
    }

    private static byte[] character(char character) {
        if (character < 0x80) {
            return new byte[] {KeyTag.CHARACTER, (byte) character};
        }
        return utf8(KeyTag.CHARACTER, String.valueOf(character));
    }

    @SuppressWarnings("deprecation") // the fast way for text that is known to be ASCII
    private static byte[] ascii(byte tag, String text) {
        byte[] bytes = new byte[text.length() + 1];
        bytes[0] = tag;
        text.getBytes(0, text.length(), bytes, 1);
        return bytes;
    }

    static byte[] utf8(byte tag, String text) {
        if (!wellFormed(text)) {
            throw UnsupportedKeyException.malformedText();
        }
        byte[] encoded = text.getBytes(UTF_8);
        byte[] bytes = new byte[encoded.length + 1];
        bytes[0] = tag;
        System.arraycopy(encoded, 0, bytes, 1, encoded.length);
        return bytes;
    }

    /** Whether no half of a surrogate pair stands alone. */
    static boolean wellFormed(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == length || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
