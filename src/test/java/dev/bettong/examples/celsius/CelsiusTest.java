package dev.bettong.examples.celsius;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelsiusTest {

    private static final HexFormat HEX = HexFormat.of();

    private final Celsius celsius = new Celsius();

    @ParameterizedTest
    @CsvSource({"0, 32", "100, 212", "-40, -40", "37, 98.6", "-273.15, -459.66998", "NaN, NaN", "Infinity, Infinity"})
    void convertsCelsiusToFahrenheit(Float degrees, Float expected) throws Exception {
        Float multiplied = requireNonNull(celsius.celsiusMultiply().compute(degrees));

        assertThat(celsius.celsiusAdd().compute(multiplied)).isEqualTo(expected);
    }

    @Test
    void readsABigEndianFloat() throws Exception {
        assertThat(celsius.celsiusDegrees().decode(HEX.parseHex("42c80000"))).isEqualTo(100f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "42c800", "42c8000000"})
    void rejectsAFrameThatIsNoFloat(String frame) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> celsius.celsiusDegrees().decode(HEX.parseHex(frame)))
                .withMessage("a temperature has 4 bytes, not " + frame.length() / 2);
    }

    @Test
    void writesAFrameOfOneFloat() throws Exception {
        assertThat(celsius.celsiusFrame().encode(212f)).isEqualTo(HEX.parseHex("0000000443540000"));
    }
}
