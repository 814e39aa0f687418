package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.examples.wordcount.WordCount.Count;
import dev.bettong.examples.wordcount.WordCount.Totals;
import dev.bettong.pipeline.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordCountTest {

    private final WordCount wordCount = new WordCount();

    @Test
    void decodesUtf8() throws Exception {
        assertThat(wordCount.text().decode("Grüße".getBytes(UTF_8))).isEqualTo("Grüße");
    }

    @Test
    void decodesAnEmptyFrameToAnEmptyText() throws Exception {
        assertThat(wordCount.text().decode(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, a", "apple, a", "zoo, z", "Zoo, !", "4th, !", "äpfel, !", "{, !", "`, !", "日本, !", "'', !"})
    void putsAWordWithItsFirstLetter(String word, String letter) throws Exception {
        assertThat(wordCount.firstLetter().partition(word)).isEqualTo(letter);
    }

    @Test
    void hasAStateForEveryLetterThatAWordCanBegin() {
        assertThat(WordCount.LETTERS).hasSize(27).startsWith("a", "b").endsWith("z", "!");
    }

    @Test
    void countsEachWordByItself() throws Exception {
        Totals totals = WordCount.TOTALS.initial().get();

        assertThat(wordCount.countWord().compute("a", totals)).isEqualTo(Outcome.changed(new Count("a", 1)));
        assertThat(wordCount.countWord().compute("b", totals)).isEqualTo(Outcome.changed(new Count("b", 1)));
        assertThat(wordCount.countWord().compute("a", totals)).isEqualTo(Outcome.changed(new Count("a", 2)));
    }

    @Test
    void givesEveryKeyAStateOfItsOwn() throws Exception {
        wordCount.countWord().compute("a", WordCount.TOTALS.initial().get());

        assertThat(WordCount.TOTALS.initial().get().byWord()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a, 1, a => 1", "grüße, 10, grüße => 10", "max, 9223372036854775807, max => 9223372036854775807"})
    void writesALineForACount(String word, long total, String line) throws Exception {
        assertThat(wordCount.line().encode(new Count(word, total))).isEqualTo((line + "\n").getBytes(UTF_8));
    }
}
