package dev.bettong.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An integer.
 *
 * @param type box of the component's type
 * @param size 1, 2, 4 or 8 bytes
 * @param signed whether it can be negative
 */
record StructInteger(Class<?> type, int size, boolean signed) implements StructField {

    private static final Set<Class<?>> TYPES =
            Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

    static @Nullable StructInteger of(Class<?> type, StructFormat.Item item) {
        return TYPES.contains(type) ? new StructInteger(type, item.size(), Character.isLowerCase(item.code())) : null;
    }

    @Override
    public Object get(ByteBuffer in, int offset) throws FormatException {
        long value = read(in, offset);
        if (!signed && size == Long.BYTES && value < 0) {
            BigInteger large = new BigInteger(Long.toUnsignedString(value));
            if (type != BigInteger.class) {
                throw outOfRange(large, type.getSimpleName());
            }
            return large;
        }
        if (type == BigInteger.class) {
            return BigInteger.valueOf(value);
        }
        return fitting(value);
    }

    private long read(ByteBuffer in, int offset) {
        return switch (size) {
            case 1 -> signed ? in.get(offset) : Byte.toUnsignedLong(in.get(offset));
            case 2 -> signed ? in.getShort(offset) : Short.toUnsignedLong(in.getShort(offset));
            case 4 -> signed ? in.getInt(offset) : Integer.toUnsignedLong(in.getInt(offset));
            default -> in.getLong(offset);
        };
    }

    private Object fitting(long value) throws FormatException {
        if (type == Long.class) {
            return value;
        }
        if (type == Integer.class && (int) value == value) {
            return (int) value;
        }
        if (type == Short.class && (short) value == value) {
            return (short) value;
        }
        if (type == Byte.class && (byte) value == value) {
            return (byte) value;
        }
        throw outOfRange(value, type.getSimpleName());
    }

    private static FormatException outOfRange(Object value, String type) {
        return new FormatException("cannot be %s: it is out of the range of %s".formatted(value, type));
    }

    @Override
    public void put(ByteBuffer out, int offset, Object value) throws FormatException {
        BigInteger integer =
                value instanceof BigInteger large ? large : BigInteger.valueOf(((Number) value).longValue());
        boolean fits = signed
                ? integer.bitLength() < size * Byte.SIZE
                : integer.signum() >= 0 && integer.bitLength() <= size * Byte.SIZE;
        if (!fits) {
            throw outOfRange(value, "%d %s bytes".formatted(size, signed ? "signed" : "unsigned"));
        }
        long bits = integer.longValue();
        switch (size) {
            case 1 -> out.put(offset, (byte) bits);
            case 2 -> out.putShort(offset, (short) bits);
            case 4 -> out.putInt(offset, (int) bits);
            default -> out.putLong(offset, bits);
        }
    }
}
