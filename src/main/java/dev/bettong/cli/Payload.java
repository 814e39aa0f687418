package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/** Shows bytes of which only an application knows what they mean. */
final class Payload {

    private static final int LONGEST = 200; // bytes, so that an entry stays a line

    private Payload() {}

    /** The bytes as text in quotes, if they are some; otherwise in hexadecimal digits. Long ones are cut off. */
    static String text(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return "%s ... (%d bytes)".formatted(HexFormat.of().formatHex(bytes, 0, LONGEST / 2), bytes.length);
        }
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return '"' + text + '"';
            }
        } catch (CharacterCodingException e) {
            // it is no text
        }
        return HexFormat.of().formatHex(bytes);
    }
}
