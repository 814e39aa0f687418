package dev.bettong.examples.reverse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReverseTest {

    private final Reverse reverse = new Reverse();

    @ParameterizedTest
    @CsvSource({"1234, 4321", "5678, 8765", "1212, 2121", "1111, 1111", "'', ''", "añb, bña", "a🙂b, b🙂a"})
    void turnsTextsAround(String text, String reversed) throws Exception {
        assertThat(reverse.reverse().compute(text)).isEqualTo(reversed);
    }

    @Test
    void readsUtf8() throws Exception {
        assertThat(reverse.reverseText().decode("ñ🙂".getBytes(UTF_8))).isEqualTo("ñ🙂");
    }

    @Test
    void writesALine() throws Exception {
        assertThat(reverse.reverseLine().encode("🙂ñ")).isEqualTo("🙂ñ\n".getBytes(UTF_8));
    }
}
