package dev.bettong.format;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A floating-point number of IEEE 754.
 *
 * @param type {@code Float} or {@code Double}
 * @param size 2, 4 or 8 bytes
 */
record StructFloat(Class<?> type, int size) implements StructField {

    static @Nullable StructFloat of(Class<?> type, int size) {
        boolean exact = type == Double.class || (type == Float.class && size <= Float.BYTES);
        return exact ? new StructFloat(type, size) : null;
    }

    @Override
    public Object get(ByteBuffer in, int offset) {
        if (size == Double.BYTES) {
            return in.getDouble(offset);
        }
        float value = size == Float.BYTES ? in.getFloat(offset) : Float.float16ToFloat(in.getShort(offset));
        if (type == Float.class) {
            return value;
        }
        return (double) value;
    }

    @Override
    public void put(ByteBuffer out, int offset, Object value) throws FormatException {
        double number = ((Number) value).doubleValue();
        switch (size) {
            case Double.BYTES -> out.putDouble(offset, number);
            case Float.BYTES -> {
                float single = (float) number;
                rejectOverflow(number, Float.isInfinite(single));
                out.putFloat(offset, single);
            }
            default -> {
                short half = Float.floatToFloat16(roundedToOdd(number));
                rejectOverflow(number, Float.isInfinite(Float.float16ToFloat(half)));
                out.putShort(offset, half);
            }
        }
    }

    /** The nearest {@code float} that does not change how the number is rounded to a shorter one. */
    private static float roundedToOdd(double number) {
        float nearest = (float) number;
        if (nearest == number || Double.isNaN(number)) {
            return nearest;
        }
        float below = Math.abs((double) nearest) > Math.abs(number) ? Math.nextAfter(nearest, 0) : nearest;
        return Float.intBitsToFloat(Float.floatToRawIntBits(below) | 1);
    }

    private void rejectOverflow(double number, boolean infinite) throws FormatException {
        if (infinite && !Double.isInfinite(number)) {
            throw new FormatException("cannot be %s: it is out of the range of %d bytes".formatted(number, size));
        }
    }
}
