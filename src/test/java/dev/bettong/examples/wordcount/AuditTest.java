package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.examples.wordcount.Audit.Verdict;
import dev.bettong.examples.wordcount.WordCount.Count;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

    private final Audit audit = new Audit(DemoText.of("a b a\nb c"));

    @Test
    void isContentWithEveryCountOnceAndInOrderOfItsWord() {
        received("b", 1, "a", 1, "a", 2, "c", 1, "b", 2);

        assertThat(audit.verdict(2))
                .isEqualTo(new Verdict(3, 5, 0, 0, 0, 0, null))
                .matches(Verdict::isRight);
    }

    @Test
    void missesACountThatDidNotComeBack() {
        received("b", 1, "a", 1, "a", 2, "c", 1);

        assertThat(audit.verdict(2))
                .isEqualTo(new Verdict(3, 4, 1, 0, 0, 0, "'b' was sent 2 times and counted 1 times"))
                .matches(verdict -> !verdict.isRight());
    }

    @Test
    void noticesACountThatComesTwice() {
        received("b", 1, "b", 1, "a", 1, "a", 2);

        assertThat(audit.verdict(1)).isEqualTo(new Verdict(2, 4, 0, 1, 1, 0, "'b' had 1 after 1"));
    }

    @Test
    void noticesAGap() {
        received("a", 2, "a", 3, "b", 1);

        assertThat(audit.verdict(1)).isEqualTo(new Verdict(2, 3, 0, 0, 1, 0, "'a' had 2 after 0"));
    }

    @Test
    void noticesCountsInTheWrongOrder() {
        received("a", 2, "a", 1, "b", 1);

        assertThat(audit.verdict(1).outOfOrder()).isEqualTo(2);
    }

    @Test
    void noticesAWordThatIsNotInTheText() {
        received("x", 1);

        assertThat(audit.verdict(0)).isEqualTo(new Verdict(0, 0, 0, 0, 0, 1, "'x' is not in the text"));
    }

    @Test
    void noticesALineThatIsNoCount() {
        audit.unreadable("?");

        assertThat(audit.verdict(0)).matches(verdict -> !verdict.isRight());
    }

    @Test
    void measuresAFrameFromItsSendingToTheLastCountOfItsWords() {
        audit.probe(0, 1_000);
        audit.received(List.of(new Count("a", 1), new Count("b", 1)), 1_010);
        audit.received(List.of(new Count("a", 2)), 1_025);

        assertThat(audit.progress(1).latency()).isEqualTo(new Latencies.Summary(1, 25, 25, 25));
    }

    @Test
    void doesNotMeasureAFrameThatIsNotCompletelyBack() {
        audit.probe(0, 1_000);
        audit.received(List.of(new Count("a", 1), new Count("a", 2)), 1_010);

        assertThat(audit.progress(1).latency().count()).isZero();
    }

    @Test
    void measuresFramesThatOvertakeEachOther() {
        audit.probe(0, 1_000);
        audit.probe(1, 2_000);
        audit.received(List.of(new Count("c", 1), new Count("b", 1), new Count("b", 2)), 2_007);
        audit.received(List.of(new Count("a", 1), new Count("a", 2)), 2_100);

        assertThat(audit.phase()).isEqualTo(new Latencies.Summary(2, 7, 1_100, 1_100));
    }

    @Test
    void beginsANewProgressWithEveryLook() {
        audit.probe(0, 0);
        received("a", 1, "a", 2, "b", 1);
        audit.progress(1);

        assertThat(audit.progress(1).latency().count()).isZero();
        assertThat(audit.phase().count()).isEqualTo(1);
    }

    @Test
    void namesTheMostFrequentWords() {
        received("b", 1, "a", 1, "a", 2, "c", 1);

        assertThat(audit.progress(2))
                .matches(progress -> progress.lines() == 4)
                .extracting(Audit.Progress::most)
                .isEqualTo(List.of(new Count("a", 2), new Count("b", 1)));
    }

    @Test
    void doesNotWaitForWhatIsThere() throws InterruptedException {
        received("a", 1);

        audit.awaitLines(1, Duration.ofDays(1));
    }

    @Test
    void losesPatienceWithWhatDoesNotCome() throws InterruptedException {
        audit.awaitLines(1, Duration.ofMillis(20));

        assertThat(audit.progress(0).lines()).isZero();
    }

    private void received(Object... wordsAndTotals) {
        for (int i = 0; i < wordsAndTotals.length; i += 2) {
            audit.received(
                    List.of(new Count((String) wordsAndTotals[i], ((Integer) wordsAndTotals[i + 1]).longValue())), 0);
        }
    }
}
