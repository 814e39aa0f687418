package dev.bettong.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Text whose halves of surrogate pairs UTF-8 cannot say, in a form that it can: half a pair becomes the mark and four
 * hexadecimal digits, and so does the mark.
 */
final class EscapedText {

    private static final char MARK = '\uFFFF'; // no character, so hardly ever escaped itself
    private static final int DIGITS = 4;

    private EscapedText() {}

    /** Escapes whatever holds text: strings, characters, string builders, and keys of maps. */
    static SimpleModule module() {
        return new SimpleModule("escaped text")
                .addSerializer(String.class, new Writer<>())
                .addSerializer(Character.class, new Writer<>())
                .addSerializer(Character.TYPE, new Writer<>())
                .addSerializer(StringBuilder.class, new Writer<>())
                .addKeySerializer(String.class, new KeyWriter<>())
                .addKeySerializer(Character.class, new KeyWriter<>())
                .addDeserializer(String.class, new StringReader())
                .addDeserializer(Character.class, new CharacterReader(null))
                .addDeserializer(Character.TYPE, new CharacterReader('\0'))
                .addDeserializer(StringBuilder.class, new BuilderReader())
                .addKeyDeserializer(String.class, new KeyReader())
                .addKeyDeserializer(Character.class, new CharacterKeyReader());
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + DIGITS);
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (i + 1 < text.length() && Character.isSurrogatePair(next, text.charAt(i + 1))) {
                escaped.append(next).append(text.charAt(++i));
            } else if (Character.isSurrogate(next) || next == MARK) {
                escaped.append(MARK).append(Integer.toHexString(next)); // has four digits from 1000 on
            } else {
                escaped.append(next);
            }
        }
        return escaped.toString();
    }

    static String unescape(String escaped) {
        if (escaped.indexOf(MARK) < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char next = escaped.charAt(i);
            if (next == MARK) {
                text.append((char) Integer.parseInt(escaped, i + 1, i + 1 + DIGITS, 16));
                i += DIGITS;
            } else {
                text.append(next);
            }
        }
        return text.toString();
    }

    /** A tree in which all text, and all names, are as they were before {@link #escape}. */
    static JsonNode unescape(JsonNode escaped) {
        return switch (escaped) {
            case ObjectNode object -> {
                ObjectNode node = object.objectNode();
                object.properties().forEach(field -> node.set(unescape(field.getKey()), unescape(field.getValue())));
                yield node;
            }
            case ArrayNode array -> {
                ArrayNode node = array.arrayNode();
                array.forEach(element -> node.add(unescape(element)));
                yield node;
            }
            case StringNode text -> StringNode.valueOf(unescape(text.stringValue()));
            default -> escaped;
        };
    }

    private static final class Writer<T> extends ValueSerializer<T> {

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(escape(value.toString()));
        }
    }

    private static final class KeyWriter<T> extends ValueSerializer<T> {

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeName(escape(value.toString()));
        }
    }

    private static final class StringReader extends ValueDeserializer<String> {

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) {
            return unescape(in.getString());
        }
    }

    private static final class CharacterReader extends ValueDeserializer<Character> {

        private final @Nullable Character ofNull;

        CharacterReader(@Nullable Character ofNull) {
            this.ofNull = ofNull;
        }

        @Override
        public Character deserialize(JsonParser in, DeserializationContext context) {
            return unescape(in.getString()).charAt(0);
        }

        @Override
        public @Nullable Object getNullValue(DeserializationContext context) {
            return ofNull;
        }
    }

    private static final class BuilderReader extends ValueDeserializer<StringBuilder> {

        @Override
        public StringBuilder deserialize(JsonParser in, DeserializationContext context) {
            return new StringBuilder(unescape(in.getString()));
        }
    }

    private static final class KeyReader extends KeyDeserializer {

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return unescape(key);
        }
    }

    private static final class CharacterKeyReader extends KeyDeserializer {

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return unescape(key).charAt(0);
        }
    }
}
