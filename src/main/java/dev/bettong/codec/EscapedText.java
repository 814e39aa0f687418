package dev.bettong.codec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads the stored form of text that is not well-formed UTF-16, which earlier versions wrote: half of a surrogate pair is
 * the mark and four hexadecimal digits, and so is the mark itself. Never written.
 */
final class EscapedText {

    private static final char MARK = '\uFFFF';
    private static final int DIGITS = 4;

    private EscapedText() {}

    /** A tree in which all text, and all names, are as they were before they were escaped. */
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

    private static String unescape(String escaped) {
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
}
