package dev.bettong.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Framing;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("ArrayRecordComponent") // counts of a format are arrays
class BytesTest {

    record Quote(int id, int size, double price) {}

    record Numbers(byte tiny, short small, long large, BigInteger largest, float half, float single) {}

    record Mixed(boolean open, char side, String symbol, byte[] raw, int[] levels, byte tag) {}

    record Boxes(@Nullable Integer number, @Nullable Character letter) {}

    record Name(String name) {}

    record One(int value) {}

    record Large(long value) {}

    record Decimal(double value) {}

    record Letter(char letter) {}

    record Levels(@Nullable Integer[] levels) {}

    @Test
    void decodesAndEncodesInTheOrderOfTheComponents() throws Exception {
        var quotes = Bytes.record(">IHd", Quote.class);
        Quote quote = new Quote(7, 65_535, 1.5);
        assertThat(quotes.size()).isEqualTo(14);
        assertThat(quotes.type()).isEqualTo(Quote.class);
        assertThat(hex(quotes.encode(quote))).isEqualTo("00000007ffff3ff8000000000000");
        assertThat(quotes.decode(bytes("00000007ffff3ff8000000000000"))).isEqualTo(quote);
        assertThat(quotes.frames().framing()).isEqualTo(new Framing.FixedLength(14));
    }

    @Test
    void readsEveryNumber() throws Exception {
        var numbers = Bytes.record("<bhqQef", Numbers.class);
        BigInteger largest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
        Numbers some = new Numbers((byte) -1, (short) -2, -3, largest, 1.5f, -0.1f);
        assertThat(hex(numbers.encode(some))).isEqualTo("fffefffdffffffffffffffffffffffffffffff003ecdccccbd");
        assertThat(numbers.decode(numbers.encode(some))).isEqualTo(some);
    }

    @Test
    void readsWhatIsNoNumber() throws Exception {
        var mixed = Bytes.record("!?c4s3s2Hxb", Mixed.class);
        assertThat(mixed.decode(bytes("02e941004200000041ff000001ee80")))
                .usingRecursiveComparison()
                .isEqualTo(new Mixed(true, 'é', "A\0B", new byte[] {0, 0, 'A'}, new int[] {0xFF00, 1}, (byte) 0x80));
        assertThat(hex(mixed.encode(new Mixed(true, 'é', "é", new byte[] {1}, new int[] {0xFF00, 1}, (byte) 0x80))))
                .isEqualTo("01e9c3a90000010000ff0000010080");
    }

    @Test
    void sharesACountOutAmongComponents() throws Exception {
        record Split(short first, short[] others) {}
        assertThat(Bytes.record(">3H", Split.class).decode(bytes("000100020003")))
                .usingRecursiveComparison()
                .isEqualTo(new Split((short) 1, new short[] {2, 3}));
        assertThat(Bytes.record("> 2H d", Quote.class).decode(bytes("000100023ff8000000000000")))
                .isEqualTo(new Quote(1, 2, 1.5));
    }

    @Test
    void readsBoxes() throws Exception {
        var boxes = Bytes.record(">hc", Boxes.class);
        assertThat(boxes.decode(bytes("ffff41"))).isEqualTo(new Boxes(-1, 'A'));
        assertThatThrownBy(() -> boxes.encode(new Boxes(null, 'A')))
                .isInstanceOf(FormatException.class)
                .hasMessage("'number' is null");
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments(">H", One.class, "00", "there are 1 bytes, and '>H' is 2 bytes long"),
                arguments(">H", One.class, "000000", "there are 3 bytes, and '>H' is 2 bytes long"),
                arguments(
                        ">I", One.class, "80000000", "'value' cannot be 2147483648: it is out of the range of Integer"),
                arguments(
                        ">Q",
                        Large.class,
                        "8000000000000000",
                        "'value' cannot be 9223372036854775808: it is out of the range of Long"),
                arguments(">2s", Name.class, "c3c3", "'name' is not UTF-8 text"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void refusesWhatDoesNotFitTheRecord(String format, Class<?> type, String payload, String message) {
        assertThatThrownBy(() -> Bytes.record(format, type).decode(bytes(payload)))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> unwritable() {
        return Stream.of(
                arguments(">H", new One(-1), "'value' cannot be -1: it is out of the range of 2 unsigned bytes"),
                arguments(">H", new One(65_536), "'value' cannot be 65536: it is out of the range of 2 unsigned bytes"),
                arguments(">h", new One(32_768), "'value' cannot be 32768: it is out of the range of 2 signed bytes"),
                arguments(">Q", new Large(-1), "'value' cannot be -1: it is out of the range of 8 unsigned bytes"),
                arguments(">f", new Decimal(1e39), "'value' cannot be 1.0E39: it is out of the range of 4 bytes"),
                arguments(">e", new Decimal(65_520), "'value' cannot be 65520.0: it is out of the range of 2 bytes"),
                arguments(">3s", new Name("éé"), "'name' has 4 bytes, and there is room for 3"),
                arguments(">c", new Letter('€'), "'letter' cannot be '€': it is no character of ISO 8859-1"),
                arguments(">3H", new Levels(new Integer[] {1, 2}), "'levels' has 2 elements instead of 3"),
                arguments(
                        ">2H", new Levels(new @Nullable Integer[] {1, null}), "'levels' has an element that is null"));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void refusesWhatDoesNotFitTheFormat(String format, Object output, String message) {
        assertThatThrownBy(() -> encode(format, output))
                .isInstanceOf(FormatException.class)
                .hasMessage(message);
    }

    private static <T> byte[] encode(String format, T output) throws Exception {
        @SuppressWarnings("unchecked") // its own class
        Class<T> type = (Class<T>) output.getClass();
        return Bytes.record(format, type).encode(output);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments("H", String.class, "java.lang.String is not a record with components"),
                arguments("HH", One.class, "struct format 'HH' has more values than "),
                arguments("2H", One.class, "struct format '2H' has more values than "),
                arguments("4s4s", Name.class, "struct format '4s4s' has more values than "),
                arguments(">IH", Quote.class, "struct format '>IH' has no value for the component 'price'"),
                arguments("d", One.class, "component 'value' of " + One.class.getName() + " is of type int"),
                arguments("?", One.class, "component 'value' of "),
                arguments("c", One.class, "component 'value' of "),
                arguments("s", One.class, "component 'value' of "),
                arguments("H", Name.class, "component 'name' of "),
                arguments("H", Decimal.class, "component 'value' of "),
                arguments(">p", One.class, "struct format '>p' has 'p', which is none of"),
                arguments("H>", One.class, "struct format 'H>' has '>', which is none of "),
                arguments(">n", One.class, "struct format '>n' has 'n', which needs the order '@'"),
                arguments(">2", One.class, "struct format '>2' ends with a number"),
                arguments(">99999999999H", One.class, "struct format '>99999999999H' has a count that is too large"),
                arguments(">2000000000d", One.class, "struct format '>2000000000d' is of more than "),
                arguments("", One.class, "struct format '' has no value for the component 'value'"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void refusesFormatsThatDoNotFit(String format, Class<?> type, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bytes.record(format, type))
                .withMessageStartingWith(message);
    }

    @Test
    void refusesFloatsThatWouldLoseDigits() {
        record Price(float value) {}
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.record("d", Price.class));
        assertThat(Bytes.record("e", Price.class).size()).isEqualTo(2);
    }

    @Test
    void alignsAsCDoes() {
        assertThat(List.of("bhl", "=bhl", "llh0l", "xI", "b0i", "BI", "IB", "n").stream()
                        .map(format -> StructFormat.parse(format).size()))
                .containsExactly(16, 7, 24, 8, 4, 8, 5, 8);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
