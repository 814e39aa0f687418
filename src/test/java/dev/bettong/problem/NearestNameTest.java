package dev.bettong.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "countWord, countWord, 0",
        "countWrd, countWord, 1",
        "countWrod, countWord, 1",
        "COUNTWORD, countWord, 0",
        "kitten, sitting, 3",
        "'', abc, 3"
    })
    void countsEdits(String one, String other, int edits) {
        assertThat(NearestName.distance(one, other)).isEqualTo(edits);
    }

    @Test
    void asksForTheNearestName() {
        assertThat(NearestName.question("revers", List.of("word-count", "reserve", "reverse")))
                .isEqualTo(" Did you mean 'reverse'?");
    }

    @Test
    void asksForADifferenceInCaseAlone() {
        assertThat(NearestName.question("countword", List.of("countWord"))).isEqualTo(" Did you mean 'countWord'?");
    }

    @Test
    void doesNotAskWhenNothingIsNear() {
        assertThat(NearestName.question("abc", List.of("xyz", "word-count"))).isEmpty();
    }
}
