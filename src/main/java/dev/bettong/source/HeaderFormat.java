package dev.bettong.source;

import dev.bettong.format.StructFormat;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A format of one integer and pad bytes in the notation of Python's {@code struct} module.
 *
 * @param size bytes that the format reads
 * @param number the integer among them
 */
record HeaderFormat(int size, LengthField number) {

    private static final String INTEGERS = "bBhHiIlLqQnNP";
    private static final String UNSIGNED = "BHILQNP";

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if it is not one of one integer
     */
    static HeaderFormat parse(String text) {
        StructFormat format = format(text);
        List<StructFormat.Item> values = format.items().stream()
                .filter(item -> item.code() == 's' || (item.code() != 'x' && item.count() > 0)) // 0s is text
                .toList();
        if (values.size() != 1
                || values.getFirst().count() > 1
                || INTEGERS.indexOf(values.getFirst().code()) < 0) {
            throw malformed(text);
        }
        StructFormat.Item number = values.getFirst();
        return new HeaderFormat(
                format.size(),
                new LengthField(
                        number.offset(),
                        number.size(),
                        format.order().equals(ByteOrder.BIG_ENDIAN),
                        UNSIGNED.indexOf(number.code()) < 0));
    }

    private static StructFormat format(String text) {
        try {
            return StructFormat.parse(text);
        } catch (IllegalArgumentException none) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "length format '%s' is not one integer of Python's struct: a byte order (> < ! = @), pad bytes (x) and one of %s"
                        .formatted(text, INTEGERS.replaceAll("\\B", " ")));
    }
}
