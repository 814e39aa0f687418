package dev.bettong.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Framing;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "café 😀", "a replacement character: \uFFFD", "\uFEFFmark", "two\nlines"})
    void decodesWhatItEncodes(String text) throws Exception {
        assertThat(Text.decoder().decode(Objects.requireNonNull(Text.encoder().encode(text))))
                .isEqualTo(text);
    }

    @Test
    void readsAndWritesAnotherCharset() throws Exception {
        byte[] latin = {(byte) 0xE9};
        assertThat(Text.decoder(ISO_8859_1).decode(latin)).isEqualTo("é");
        assertThat(Text.encoder(ISO_8859_1).encode("é")).isEqualTo(latin);
        assertThat(Text.lineEncoder(ISO_8859_1).encode("é")).containsExactly(0xE9, '\n');
        assertThat(Text.lines(ISO_8859_1).decode(latin)).isEqualTo("é");
    }

    @Test
    void refusesMalformedBytes() {
        for (byte[] malformed : new byte[][] {
            {(byte) 0xE9}, {'a', (byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xC3}
        }) {
            assertThatThrownBy(() -> Text.decoder().decode(malformed))
                    .isInstanceOf(FormatException.class)
                    .hasMessage("the bytes are not UTF-8 text");
        }
    }

    @Test
    void refusesCharactersThatTheCharsetDoesNotHave() {
        assertThatThrownBy(() -> Text.encoder(US_ASCII).encode("é"))
                .isInstanceOf(FormatException.class)
                .hasMessage("the text has a character that US-ASCII cannot represent");
        assertThatThrownBy(() -> Text.encoder().encode("half \uD83D")).isInstanceOf(FormatException.class);
    }

    @Test
    void readsAndWritesLines() throws Exception {
        assertThat(Text.lines().framing()).isEqualTo(Framing.lines());
        assertThat(Text.lines().decode(new byte[0])).isEmpty();
        assertThat(Text.lineEncoder().encode("a")).asString(UTF_8).isEqualTo("a\n");
        assertThatThrownBy(() -> Text.lineEncoder().encode("a\nb"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("several lines");
    }

    @Test
    void refusesLinesInACharsetWithOtherLineEnds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Text.lines(UTF_16LE))
                .withMessage("UTF-16LE has not the byte 10 for a line end");
        assertThatIllegalArgumentException().isThrownBy(() -> Text.lineEncoder(UTF_16LE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Csv.format(Line.class).charset(UTF_16LE).lines());
    }

    record Line(String text) {}

    @Test
    void knowsTheTypeOfItsEvents() {
        assertThat(Text.decoder().type()).isEqualTo(String.class);
    }
}
