package dev.bettong.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Framing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    record Pair(String left, String right) {}

    record Visit(String page, int count, @Nullable Double seconds) {}

    record Single(@Nullable Integer number) {}

    record Everything(
            byte small,
            short shorter,
            Integer number,
            long large,
            float single,
            double precise,
            boolean truth,
            char letter,
            String text,
            BigInteger huge,
            BigDecimal amount,
            StandardOpenOption option,
            UUID id,
            Instant at,
            LocalDate day,
            Duration time) {}

    record Positive(int number) {

        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("it is not positive");
            }
        }
    }

    record Nested(List<String> names) {}

    record Nothing() {}

    static Stream<Arguments> pairs() {
        return Stream.of(
                arguments("a,b", "a", "b"),
                arguments(",", "", ""),
                arguments("\"\",\"\"", "", ""),
                arguments(" a , b ", " a ", " b "),
                arguments("\"a,b\",\"c\"\"d\"", "a,b", "c\"d"),
                arguments("\"\"\"\",x", "\"", "x"),
                arguments("\"a\r\nb\",c", "a\r\nb", "c"),
                arguments("5\" pipe,a\"b\"", "5\" pipe", "a\"b\""),
                arguments("a,b\r\n", "a", "b"),
                arguments("a,\"b\"\n", "a", "b"),
                arguments("\uFEFFa,b", "a", "b"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void decodesFieldsAndQuotes(String line, String left, String right) throws Exception {
        assertThat(decode(Pair.class, line)).isEqualTo(new Pair(left, right));
    }

    @Test
    void decodesEveryTypeThatItEncodes() throws Exception {
        Everything everything = new Everything(
                (byte) -1,
                (short) 2,
                3,
                4,
                0.5f,
                1e300,
                true,
                ',',
                "a \"b\"",
                BigInteger.TWO.pow(100),
                new BigDecimal("1.50"),
                StandardOpenOption.READ,
                new UUID(1, 2),
                Instant.EPOCH,
                LocalDate.EPOCH,
                Duration.ofSeconds(90));
        String line = "-1,2,3,4,0.5,1.0E300,true,\",\",\"a \"\"b\"\"\",1267650600228229401496703205376,1.50,READ,"
                + "00000000-0000-0001-0000-000000000002,1970-01-01T00:00:00Z,1970-01-01,PT1M30S";
        assertThat(Csv.encoder(Everything.class).encode(everything))
                .asString(UTF_8)
                .isEqualTo(line);
        assertThat(decode(Everything.class, line)).isEqualTo(everything);
    }

    @Test
    void readsAnEmptyFieldAsNullUnlessItIsText() throws Exception {
        assertThat(decode(Visit.class, ", 3 ,")).isEqualTo(new Visit("", 3, null));
        assertThat(Csv.encoder(Visit.class).encode(new Visit("", 3, null)))
                .asString(UTF_8)
                .isEqualTo(",3,");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("a,1", "there are 2 fields instead of 3"),
                arguments("", "there are 1 fields instead of 3"),
                arguments("a,1,2,3", "there are more than 3 fields"),
                arguments("a,,2", "'count' is empty"),
                arguments("a,many,2", "'count' is no Integer: \"many\""),
                arguments("a,1.5,2", "'count' is no Integer: \"1.5\""),
                arguments("a,9999999999,2", "'count' is no Integer: \"9999999999\""),
                arguments("a,1,2d", "'seconds' is no Double: \"2d\""),
                arguments("\"a,1,2", "a quoted field does not end"),
                arguments("\"a\"b,1,2", "there is text behind a quoted field, at character 3"),
                arguments("a,1,2\nb,1,2", "there is more than one record"),
                arguments("a,1,2\n\n", "there is more than one record"),
                arguments("a\n,1,2", "there is more than one record"),
                arguments("a," + "1".repeat(1_001) + ",2", "'count' is no Integer"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesWhatIsNoVisit(String line, String message) {
        assertThatThrownBy(() -> decode(Visit.class, line))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ ME", "read"})
    void refusesConstantsThatThereAreNot(String name) {
        record Opened(StandardOpenOption option) {}
        assertThatThrownBy(() -> decode(Opened.class, name))
                .hasMessage("'option' is no StandardOpenOption: \"%s\"".formatted(name));
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> Csv.decoder(Pair.class).decode(new byte[] {(byte) 0xE9, ','}))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void passesOnWhatAConstructorThrows() {
        assertThatThrownBy(() -> decode(Positive.class, "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is not positive");
    }

    /** It would take ten times the memory of the payload, and minutes for the number. */
    @Test
    void refusesManyFieldsAndLongNumbersEarly() {
        assertThatThrownBy(() -> decode(Pair.class, ",".repeat(1_000_000))).hasMessage("there are more than 2 fields");
        record Total(BigInteger total) {}
        assertThatThrownBy(() -> decode(Total.class, "9".repeat(10_000_000))).isInstanceOf(FormatException.class);
    }

    @Test
    void readsColumnsByNameAndDropsTheHeader() throws Exception {
        var format = Csv.format(Visit.class).separator(';').header("count", "browser", "seconds", "page");
        assertThat(format.decoder().decode("3;x;0.5;home".getBytes(UTF_8))).isEqualTo(new Visit("home", 3, 0.5));
        assertThat(format.decoder().decode("count;browser;seconds;page".getBytes(UTF_8)))
                .isNull();
        assertThat(format.encoder().encode(new Visit("a;b", 3, 0.5)))
                .asString(UTF_8)
                .isEqualTo("3;;0.5;\"a;b\"");
    }

    @Test
    void refusesHeadersThatDoNotFit() {
        var format = Csv.format(Pair.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> format.header("left"))
                .withMessageContaining("no column for the component 'right'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> format.header("left", "right", "left"))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> format.separator('"'));
    }

    @Test
    void refusesTypesThatCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Csv.decoder(Nested.class))
                .withMessageStartingWith(
                        "component 'names' of " + Nested.class.getName() + " is of type java.util.List;");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Csv.decoder(String.class))
                .withMessage("java.lang.String is not a record with components");
        assertThatIllegalArgumentException().isThrownBy(() -> Csv.encoder(Nothing.class));
    }

    @Test
    void readsAndWritesLines() throws Exception {
        assertThat(Csv.lines(Pair.class).framing()).isEqualTo(Framing.lines());
        assertThat(Csv.lines(Pair.class).decode(new byte[0])).isNull();
        assertThat(Csv.lineEncoder(Pair.class).encode(new Pair("a", "b\nc")))
                .asString(UTF_8)
                .isEqualTo("a,\"b\nc\"\n");
    }

    @Test
    void writesNoEmptyLine() throws Exception {
        byte[] line = Objects.requireNonNull(Csv.lineEncoder(Single.class).encode(new Single(null)));
        assertThat(line).asString(UTF_8).isEqualTo("\"\"\n");
        assertThat(Csv.lines(Single.class).decode(line)).isEqualTo(new Single(null));
    }

    @Test
    void readsAndWritesAnotherCharset() throws Exception {
        var format = Csv.format(Pair.class).charset(ISO_8859_1);
        byte[] latin = {(byte) 0xE9, ',', 'b'};
        assertThat(format.decoder().decode(latin)).isEqualTo(new Pair("é", "b"));
        assertThat(format.encoder().encode(new Pair("é", "b"))).isEqualTo(latin);
    }

    private static <T> T decode(Class<T> type, String line) throws Exception {
        return Objects.requireNonNull(Csv.decoder(type).decode(line.getBytes(UTF_8)));
    }
}
