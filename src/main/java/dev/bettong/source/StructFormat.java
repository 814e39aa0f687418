package dev.bettong.source;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A format of one integer and pad bytes in the notation of Python's {@code struct} module. Sizes and alignment of
 * {@code @}, the default, are those of a 64-bit Unix.
 *
 * @param size bytes that the format reads
 * @param number the integer among them
 */
record StructFormat(int size, LengthField number) {

    private static final String ORDERS = "><!=@";
    private static final String INTEGERS = "bBhHiIlLqQnNP";
    private static final String NATIVE_INTEGERS = "nNP";
    private static final String OTHERS = "c?efd"; // none of them may be there, but they align what follows
    private static final String UNSIGNED = "BHILQNP";
    private static final String BLANKS = " \t\n\u000B\f\r";
    private static final long LARGEST_COUNT = Integer.MAX_VALUE; // larger ones are the same: too large

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if it is not one of one integer, to which Python adds up the same bytes
     */
    static StructFormat parse(String format) {
        return new Parser(format).parse();
    }

    /** Reads one format from left to right. */
    private static final class Parser {

        private final String format;
        private final boolean nativeSizes;
        private final boolean bigEndian;
        private final int start;
        private int next;
        private long size;
        private @Nullable LengthField number;

        Parser(String format) {
            this.format = format;
            boolean ordered = !format.isEmpty() && ORDERS.indexOf(format.charAt(0)) >= 0;
            char order = ordered ? format.charAt(0) : '@';
            this.start = ordered ? 1 : 0;
            this.nativeSizes = order == '@';
            this.bigEndian = switch (order) {
                case '>', '!' -> true;
                case '<' -> false;
                default -> ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
            };
        }

        StructFormat parse() {
            for (next = start; next < format.length(); next++) {
                if (BLANKS.indexOf(format.charAt(next)) < 0) {
                    long count = count();
                    item(count, next < format.length() ? format.charAt(next) : ' ');
                }
            }
            if (number == null) {
                throw malformed();
            }
            return new StructFormat((int) Math.min(size, Integer.MAX_VALUE), number);
        }

        private long count() {
            if (!isDigit()) {
                return 1;
            }
            long count = 0;
            for (; isDigit(); next++) {
                count = Math.min(LARGEST_COUNT, 10 * count + format.charAt(next) - '0');
            }
            return count;
        }

        private boolean isDigit() {
            return next < format.length() && format.charAt(next) >= '0' && format.charAt(next) <= '9';
        }

        private void item(long count, char type) {
            if (type == 'x') {
                size += count;
                return;
            }
            boolean integer = INTEGERS.indexOf(type) >= 0 && (nativeSizes || NATIVE_INTEGERS.indexOf(type) < 0);
            boolean onlyNumber = integer && count == 1 && number == null;
            boolean nothing = count == 0 && (integer || OTHERS.indexOf(type) >= 0);
            if (!onlyNumber && !nothing) {
                throw malformed();
            }
            int bytes = bytes(type);
            if (nativeSizes) {
                size = (size + bytes - 1) / bytes * bytes;
            }
            if (onlyNumber) {
                boolean signed = UNSIGNED.indexOf(type) < 0;
                number = new LengthField((int) Math.min(size, Integer.MAX_VALUE), bytes, bigEndian, signed);
                size += bytes;
            }
        }

        private int bytes(char type) {
            return switch (type) {
                case 'b', 'B', 'c', '?' -> 1;
                case 'h', 'H', 'e' -> 2;
                case 'i', 'I', 'f' -> 4;
                case 'l', 'L' -> nativeSizes ? 8 : 4;
                default -> 8;
            };
        }

        private IllegalArgumentException malformed() {
            return new IllegalArgumentException(
                    "length format '%s' is not one integer of Python's struct: a byte order (> < ! = @), pad bytes (x) and one of %s"
                            .formatted(format, INTEGERS.replaceAll("\\B", " ")));
        }
    }
}
