package dev.bettong.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Framing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthFieldTest {

    private static final int ROUNDS = 2_000;
    private static final long SEED = 42; // fixed: a red run can be repeated
    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** Every format, with its size and sign as the manual of Python's {@code struct} has them for 64-bit Linux. */
    static List<Format> formats() {
        List<Format> formats = new ArrayList<>();
        for (String order : List.of(">", "!", "<", "=", "@", "")) {
            ByteOrder byteOrder = switch (order) {
                case ">", "!" -> ByteOrder.BIG_ENDIAN;
                case "<" -> ByteOrder.LITTLE_ENDIAN;
                default -> ByteOrder.nativeOrder();
            };
            int sizeOfLong = order.equals("@") || order.isEmpty() ? 8 : 4;
            formats.add(new Format(order + "b", 1, byteOrder, true));
            formats.add(new Format(order + "B", 1, byteOrder, false));
            formats.add(new Format(order + "h", 2, byteOrder, true));
            formats.add(new Format(order + "H", 2, byteOrder, false));
            formats.add(new Format(order + "i", 4, byteOrder, true));
            formats.add(new Format(order + "I", 4, byteOrder, false));
            formats.add(new Format(order + "l", sizeOfLong, byteOrder, true));
            formats.add(new Format(order + "L", sizeOfLong, byteOrder, false));
            formats.add(new Format(order + "q", 8, byteOrder, true));
            formats.add(new Format(order + "Q", 8, byteOrder, false));
        }
        return formats;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsWhatAByteBufferHolds(Format format) {
        LengthField field = format.compile();
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            int index = random.nextInt(bytes.length - format.size + 1);

            assertThat(field.read(Unpooled.wrappedBuffer(bytes), index))
                    .as("%s of %s at %d", format, Arrays.toString(bytes), index)
                    .isEqualTo(format.expected(ByteBuffer.wrap(bytes), index));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsTheEdgesOfItsRange(Format format) {
        LengthField field = format.compile();
        for (byte fill : new byte[] {0, 1, Byte.MAX_VALUE, Byte.MIN_VALUE, -1}) {
            for (byte edge : new byte[] {0, 1, Byte.MAX_VALUE, Byte.MIN_VALUE, -1}) {
                byte[] bytes = new byte[format.size];
                Arrays.fill(bytes, fill);
                bytes[0] = edge;

                assertThat(field.read(Unpooled.wrappedBuffer(bytes), 0))
                        .as("%s of %s", format, Arrays.toString(bytes))
                        .isEqualTo(format.expected(ByteBuffer.wrap(bytes), 0));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void leavesTheBufferWhereItIs(Format format) {
        ByteBuf in = Unpooled.wrappedBuffer(new byte[16]).readerIndex(3);

        format.compile().read(in, 5);

        assertThat(in.readerIndex()).isEqualTo(3);
        assertThat(in.readableBytes()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({
        ">b, ff, -1",
        ">B, ff, 255",
        ">H, 0102, 258",
        "<H, 0102, 513",
        ">h, fffe, -2",
        ">I, 00000005, 5",
        "<I, 05000000, 5",
        ">I, ffffffff, 4294967295",
        ">i, ffffffff, -1",
        ">q, 8000000000000000, -9223372036854775808",
        ">Q, 7fffffffffffffff, 9223372036854775807",
        ">Q, 8000000000000000, 9223372036854775807",
        "<Q, ffffffffffffffff, 9223372036854775807",
        "<Q, 0100000000000000, 1"
    })
    void readsKnownHeaders(String format, String header, long length) {
        byte[] bytes = HexFormat.of().parseHex(header);

        long read = LengthField.of(Framing.lengthHeader(bytes.length, format)).read(Unpooled.wrappedBuffer(bytes), 0);

        assertThat(read).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ">", "@", "x", ">x", ">s", ">f", ">n", "I>", ">>I", "><I", " >I", ">II", "%s", ">\u0131"})
    void rejectsWhatIsNotOneInteger(String format) {
        assertThatThrownBy(() -> LengthField.of(Framing.lengthHeader(4, format)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("length format '" + format
                        + "' is not one integer of Python's struct: a byte order (> < ! = @), pad bytes (x) and one of"
                        + " b B h H i I l L q Q n N P");
    }

    @ParameterizedTest
    @CsvSource({
        ">B, 2, 'length format ''>B'' reads 1 byte, but the header has 2'",
        ">H, 4, 'length format ''>H'' reads 2 bytes, but the header has 4'",
        ">I, 8, 'length format ''>I'' reads 4 bytes, but the header has 8'",
        ">I, 3, 'length format ''>I'' reads 4 bytes, but the header has 3'",
        ">I, 0, 'length format ''>I'' reads 4 bytes, but the header has 0'",
        ">I, -4, 'length format ''>I'' reads 4 bytes, but the header has -4'",
        "<L, 8, 'length format ''<L'' reads 4 bytes, but the header has 8'",
        "L, 4, 'length format ''L'' reads 8 bytes, but the header has 4'",
        "@l, 4, 'length format ''@l'' reads 8 bytes, but the header has 4'",
        ">xxI, 4, 'length format ''>xxI'' reads 6 bytes, but the header has 4'",
        ">1100xI, 1104, 'length format ''>1100xI'' reads more than the 1024 bytes of the longest header'",
        "Q, 4, 'length format ''Q'' reads 8 bytes, but the header has 4'"
    })
    void rejectsAHeaderOfAnotherLength(String format, int length, String message) {
        assertThatThrownBy(() -> LengthField.of(Framing.lengthHeader(length, format)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    record Format(String text, int size, ByteOrder order, boolean signed) {

        LengthField compile() {
            return LengthField.of(Framing.lengthHeader(size, text));
        }

        long expected(ByteBuffer bytes, int index) {
            bytes.order(order);
            return switch (size) {
                case 1 -> signed ? bytes.get(index) : Byte.toUnsignedLong(bytes.get(index));
                case 2 -> signed ? bytes.getShort(index) : Short.toUnsignedLong(bytes.getShort(index));
                case 4 -> signed ? bytes.getInt(index) : Integer.toUnsignedLong(bytes.getInt(index));
                default ->
                    signed
                            ? bytes.getLong(index)
                            : new BigInteger(Long.toUnsignedString(bytes.getLong(index)))
                                    .min(LONGEST)
                                    .longValueExact();
            };
        }

        @Override
        public String toString() {
            return "'" + text + "'";
        }
    }
}
