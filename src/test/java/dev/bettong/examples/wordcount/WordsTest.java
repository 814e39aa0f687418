package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WordsTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of(" ", List.of()),
                Arguments.of("\n\n", List.of()),
                Arguments.of("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", List.of()),
                Arguments.of("word", List.of("word")),
                Arguments.of("a b", List.of("a", "b")),
                Arguments.of("  two   spaces  ", List.of("two", "spaces")),
                Arguments.of("one\ntwo\n", List.of("one", "two")),
                Arguments.of("one\n \n-- two", List.of("one", "two")),
                Arguments.of("UPPER Case", List.of("upper", "case")),
                Arguments.of("\"Don't,\" (he) said...", List.of("don't", "he", "said")),
                Arguments.of("re-examined --dash--", List.of("re-examined", "dash")),
                Arguments.of("tab\tinside", List.of("tab\tinside")),
                Arguments.of("4 words, 2nd _x_", List.of("4", "words", "2nd", "x")),
                Arguments.of("ÄPFEL und Straße.", List.of("äpfel", "und", "straße")),
                Arguments.of("«quoted» 日本語, 🙂!", List.of("«quoted»", "日本語", "🙂")),
                Arguments.of("\uD800 alone", List.of("\uD800", "alone")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void findsTheWordsOf(String text, List<String> words) {
        assertThat(Words.in(text)).isEqualTo(words);
    }

    @Test
    void findsTheWordsOfTheBillOfRights() {
        List<String> words = Words.in(billOfRights());

        assertThat(words).hasSize(482);
        assertThat(words.stream().distinct()).hasSize(217).allMatch(word -> word.matches("[a-z].*"));
    }

    private static String billOfRights() {
        try (InputStream text = WordsTest.class.getResourceAsStream("bill-of-rights.txt")) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
