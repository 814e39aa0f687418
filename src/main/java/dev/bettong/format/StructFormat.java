package dev.bettong.format;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A format of Python's {@code struct} module. Sizes and alignment of {@code @}, the default, are those of a 64-bit Unix.
 *
 * @param text as it was written
 * @param size bytes of all values
 */
public record StructFormat(String text, ByteOrder order, List<Item> items, int size) {

    /** No frame is longer. */
    private static final int MAX_SIZE = Integer.MAX_VALUE / 2;

    private static final String ORDERS = "@=<>!";
    private static final String SPACES = " \t\n\u000B\f\r";

    /**
     * Values of one kind.
     *
     * @param code the letter
     * @param count how many; the number of bytes of {@code s}
     * @param offset of the first byte
     * @param size bytes of a value; 1 of {@code s}
     */
    public record Item(char code, int count, int offset, int size) {}

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if {@code struct} refuses it, or it has a Pascal string
     */
    public static StructFormat parse(String text) {
        boolean ordered = !text.isEmpty() && ORDERS.indexOf(text.charAt(0)) >= 0;
        char order = ordered ? text.charAt(0) : '@';
        boolean isNative = order == '@';
        List<Item> items = new ArrayList<>();
        long size = 0;
        int position = ordered ? 1 : 0;
        while (position < text.length()) {
            if (SPACES.indexOf(text.charAt(position)) >= 0) {
                position++;
                continue;
            }
            int start = position;
            while (position < text.length() && isDigit(text.charAt(position))) {
                position++;
            }
            if (position == text.length()) {
                throw refused(text, "ends with a number");
            }
            char code = text.charAt(position);
            long count = start == position ? 1 : count(text, start, position);
            int bytes = bytes(code, isNative, text);
            long offset = isNative ? aligned(size, bytes) : size;
            size = offset + count * bytes;
            if (size > MAX_SIZE) {
                throw refused(text, "is of more than %,d bytes".formatted(MAX_SIZE));
            }
            items.add(new Item(code, (int) count, (int) offset, bytes));
            position++;
        }
        return new StructFormat(text, byteOrder(order), List.copyOf(items), (int) size);
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    private static long count(String text, int start, int end) {
        try {
            return Integer.parseInt(text, start, end, 10);
        } catch (NumberFormatException tooLarge) {
            throw refused(text, "has a count that is too large");
        }
    }

    private static int bytes(char code, boolean isNative, String text) {
        return switch (code) {
            case 'x', 'c', 'b', 'B', '?', 's' -> 1;
            case 'h', 'H', 'e' -> 2;
            case 'i', 'I', 'f' -> 4;
            case 'q', 'Q', 'd' -> 8;
            case 'l', 'L' -> isNative ? 8 : 4;
            case 'n', 'N', 'P' -> {
                if (!isNative) {
                    throw refused(text, "has '%s', which needs the order '@'".formatted(code));
                }
                yield 8;
            }
            default ->
                throw refused(
                        text,
                        "has '%s', which is none of x c b B ? h H i I l L q Q n N P e f d s%s"
                                .formatted(code, ORDERS.indexOf(code) >= 0 ? "; a byte order comes first" : ""));
        };
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("struct format '%s' %s".formatted(text, why));
    }

    /** In C, a value begins at a multiple of its size. */
    private static long aligned(long offset, int bytes) {
        return (offset + bytes - 1) / bytes * bytes;
    }

    private static ByteOrder byteOrder(char order) {
        return switch (order) {
            case '>', '!' -> ByteOrder.BIG_ENDIAN;
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            default -> ByteOrder.nativeOrder();
        };
    }
}
