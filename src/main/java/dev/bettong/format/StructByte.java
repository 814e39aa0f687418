package dev.bettong.format;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A byte that is no number.
 *
 * @param type {@code Boolean}, {@code Character} or {@code Byte}
 */
record StructByte(Class<?> type) implements StructField {

    private static final char LAST_CHARACTER = 0xFF; // of ISO 8859-1

    static @Nullable StructByte of(Class<?> type, char code) {
        boolean fits = code == '?' ? type == Boolean.class : type == Character.class || type == Byte.class;
        return fits ? new StructByte(type) : null;
    }

    @Override
    public Object get(ByteBuffer in, int offset) {
        byte value = in.get(offset);
        if (type == Boolean.class) {
            return value != 0;
        }
        if (type == Character.class) {
            return (char) Byte.toUnsignedInt(value);
        }
        return value;
    }

    @Override
    public void put(ByteBuffer out, int offset, Object value) throws FormatException {
        if (value instanceof Boolean truth) {
            out.put(offset, (byte) (truth ? 1 : 0));
        } else if (value instanceof Character character) {
            if (character > LAST_CHARACTER) {
                throw new FormatException("cannot be '%s': it is no character of ISO 8859-1".formatted(character));
            }
            out.put(offset, (byte) character.charValue());
        } else {
            out.put(offset, (Byte) value);
        }
    }
}
