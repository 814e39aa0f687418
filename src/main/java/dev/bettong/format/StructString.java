package dev.bettong.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Text or bytes, with NULs behind them if they are shorter.
 *
 * @param text whether it is text
 * @param length bytes
 */
record StructString(boolean text, int length) implements StructField {

    /** @throws IllegalArgumentException if the component is neither text nor bytes */
    static StructString of(RecordComponent component, int length) {
        if (component.getType() != String.class && component.getType() != byte[].class) {
            throw StructField.misfit(component, 's');
        }
        return new StructString(component.getType() == String.class, length);
    }

    @Override
    public Object get(ByteBuffer in, int offset) throws FormatException {
        byte[] bytes = new byte[length];
        in.get(offset, bytes);
        if (!text) {
            return bytes;
        }
        int end = length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        try {
            return StrictText.decode(Arrays.copyOf(bytes, end), UTF_8);
        } catch (FormatException malformed) {
            throw new FormatException("is not UTF-8 text", malformed);
        }
    }

    @Override
    public void put(ByteBuffer out, int offset, Object value) throws FormatException {
        byte[] bytes = value instanceof String string ? StrictText.encode(string, UTF_8) : (byte[]) value;
        if (bytes.length > length) {
            throw new FormatException("has %d bytes, and there is room for %d".formatted(bytes.length, length));
        }
        out.put(offset, bytes);
    }
}
