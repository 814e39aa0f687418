package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DroppedDeadLetters;
import dev.bettong.input.SteadyClock;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.testing.SettableClock;
import dev.bettong.worker.DeadLetterCollector.Collected;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryDeadLettersTest {

    private static final Duration MAX_AGE = Duration.ofDays(7);
    private static final int MAX_COUNT = 100;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final SteadyClock steady = new SteadyClock(clock, clock::nanoTime);
    private final MemoryDeadLetters letters = new MemoryDeadLetters(
            1,
            new DeadLetterBounds(MAX_COUNT, MAX_AGE, 1),
            steady,
            new DroppedDeadLetters(steady),
            (letter, edited) -> {
                throw new AssertionError("this letter must not be re-driven");
            });

    private void add(String... pipelines) {
        add(Arrays.stream(pipelines)
                .map(pipeline -> draft(pipeline, FailureReason.DECODE, new byte[] {1}))
                .toList());
    }

    private void add(List<DeadLetter> drafts) {
        drafts.forEach(draft -> letters.add(draft.pipeline(), new Collected(List.of(draft), 0)));
    }

    private DeadLetter draft(String pipeline, FailureReason reason, byte[] frame) {
        return new DeadLetter(0, pipeline, "in", "parse", reason, 7, "cause", clock.instant(), frame, null);
    }

    private List<Long> ids() {
        return letters.page(null, 0, Integer.MAX_VALUE).stream()
                .map(DeadLetter::id)
                .toList();
    }

    @Test
    void pagesThroughTheLettersOfOnePipelineOrOfAll() {
        add("orders", "visits", "orders", "orders");

        assertThat(letters.page(null, 0, 2)).extracting(DeadLetter::id).containsExactly(1L, 2L);
        assertThat(letters.page(null, 2, 2)).extracting(DeadLetter::id).containsExactly(3L, 4L);
        assertThat(letters.page(null, 4, 2)).isEmpty();
        assertThat(letters.page("orders", 0, 2)).extracting(DeadLetter::id).containsExactly(1L, 3L);
        assertThat(letters.page("orders", 3, 2)).extracting(DeadLetter::id).containsExactly(4L);
        assertThat(letters.page("others", 0, 2)).isEmpty();
    }

    @Test
    void findsALetterAsItWasCollected() {
        add("orders");

        assertThat(letters.find(1))
                .contains(new DeadLetter(
                        1,
                        "orders",
                        "in",
                        "parse",
                        FailureReason.DECODE,
                        7,
                        "cause",
                        clock.instant(),
                        new byte[] {1},
                        null));
        assertThat(letters.find(2)).isEmpty();
    }

    @Test
    void discardsALetterOnce() {
        add("orders", "orders");

        assertThat(letters.discard(1)).isTrue();

        assertThat(letters.discard(1)).isFalse();
        assertThat(letters.find(1)).isEmpty();
        assertThat(letters.count()).isEqualTo(1);
        assertThat(letters.dropped()).isZero();
    }

    @Test
    void dropsTheOldestBeyondTheNumber() {
        IntStream.range(0, MAX_COUNT + 3).forEach(i -> add("orders"));

        assertThat(letters.count()).isEqualTo(MAX_COUNT);
        assertThat(ids()).startsWith(4L).endsWith(MAX_COUNT + 3L);
        assertThat(letters.dropped()).isEqualTo(3);
    }

    @Test
    void dropsTheOldestBeyondTheBytes() {
        byte[] mega = new byte[1 << 20];
        int room = (int) (MemoryDeadLetters.MAX_BYTES >> 20) - 1; // the causes need some, too
        IntStream.range(0, room + 2).forEach(i -> add(List.of(draft("orders", FailureReason.DECODE, mega))));
        assertThat(letters.count()).isEqualTo(room);
        assertThat(letters.dropped()).isEqualTo(2);

        letters.discard(3);
        add(List.of(draft("orders", FailureReason.DECODE, mega)));
        assertThat(letters.count()).isEqualTo(room);
        assertThat(letters.dropped()).isEqualTo(2);
    }

    @Test
    void countsWhatWorkersHadToDrop() {
        letters.add("orders", new Collected(List.of(), 5));

        assertThat(letters.dropped()).isEqualTo(5);
        assertThat(letters.dropped("orders")).isEqualTo(5);
        assertThat(letters.dropped("visits")).isZero();
    }

    @Test
    void keepsWhatOnePipelineHasWhenAnotherOneHasTooMuch() {
        add("visits");
        IntStream.range(0, MAX_COUNT + 3).forEach(i -> add("orders"));

        assertThat(letters.count("visits")).isEqualTo(1);
        assertThat(letters.count("orders")).isEqualTo(MAX_COUNT);
        assertThat(letters.dropped("visits")).isZero();
        assertThat(letters.dropped("orders")).isEqualTo(3);
    }

    @Test
    void forgetsWhatIsTooOldWhoeverAsks() {
        add("orders");
        clock.advance(Duration.ofDays(1));
        add("orders");
        clock.advance(MAX_AGE.minusDays(1));
        assertThat(ids()).as("of exactly the greatest age").containsExactly(1L, 2L);

        clock.advance(Duration.ofMillis(1));
        assertThat(letters.find(1)).isEmpty();
        assertThat(letters.find(2)).isPresent();

        clock.advance(MAX_AGE);
        assertThat(letters.discard(2)).isFalse();
        assertThat(letters.count()).isZero();
        assertThat(letters.dropped()).isZero();
        assertThat(letters.expired()).isEqualTo(2);
    }

    @Test
    void forgetsNothingThatOnlyTheSystemClockCallsTooOld() {
        add("orders");
        clock.jump(MAX_AGE.multipliedBy(200));
        add("orders");
        clock.jump(MAX_AGE.multipliedBy(-400));
        assertThat(ids()).containsExactly(1L, 2L);

        clock.advance(MAX_AGE.plusMillis(1));
        assertThat(ids()).isEmpty();
    }

    @Test
    void makesRoomByForgettingWhatIsTooOldBeforeItDropsAnything() {
        IntStream.range(0, MAX_COUNT).forEach(i -> add("orders"));
        clock.advance(MAX_AGE.plusMillis(1));
        add("orders");

        assertThat(ids()).containsExactly(MAX_COUNT + 1L);
        assertThat(letters.dropped()).isZero();
    }

    @Test
    void cannotReDriveALetterThatIsNotThere() {
        assertThat(letters.redrive(1, null)).isCompletedWithValue(false);
        assertThat(letters.redrive(1, new byte[] {2})).isCompletedWithValue(false);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureReason.class,
            names = {"FRAME_TOO_LARGE", "MALFORMED_FRAME", "TRUNCATED_FRAME"})
    void doesNotReDriveWhatIsNoFrameAsItIs(FailureReason reason) {
        add(List.of(draft("orders", reason, new byte[] {1})));

        assertThatThrownBy(() -> letters.redrive(1, null).join())
                .hasRootCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("edited bytes are needed");
        assertThat(letters.count()).isEqualTo(1);
    }
}
