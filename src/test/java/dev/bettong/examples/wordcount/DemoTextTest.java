package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTextTest {

    private final DemoText text = DemoText.of("a b a\n\n  \nb c\n");

    @Test
    void cutsTheTextIntoAFrameForEachLineThatIsNotBlank() {
        assertThat(text.frame(0)).isEqualTo("\0\0\0\5a b a".getBytes(UTF_8));
        assertThat(text.frame(1)).isEqualTo("\0\0\0\3b c".getBytes(UTF_8));
    }

    @Test
    void beginsAgainAfterTheLastFrame() {
        assertThat(text.frame(2)).isSameAs(text.frame(0));
        assertThat(text.wordsOf(5)).containsExactlyInAnyOrder("b", "c");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 3", "2, 5", "3, 8", "2000000000000, 5000000000000"})
    void knowsHowManyWordsAreInSomeFrames(long frames, long words) {
        assertThat(text.wordsIn(frames)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"a, 0, 0", "a, 1, 2", "a, 2, 2", "a, 3, 4", "b, 3, 3", "c, 1, 0", "c, 4, 2", "d, 9, 0"})
    void knowsHowOftenAWordIsInSomeFrames(String word, long frames, long times) {
        assertThat(text.occurrencesIn(frames, word)).isEqualTo(times);
    }

    @Test
    void holdsTheWholeBillOfRights() {
        DemoText billOfRights = DemoText.billOfRights();

        assertThat(billOfRights.words()).hasSize(217);
        assertThat(billOfRights.wordsIn(50)).isEqualTo(482);
        assertThat(billOfRights.frame(50)).isSameAs(billOfRights.frame(0));
    }
}
