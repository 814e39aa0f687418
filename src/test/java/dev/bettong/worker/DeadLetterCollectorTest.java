package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.worker.DeadLetterCollector.Collected;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterCollectorTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static final int MAX_COUNT = 1_000;
    private static final long MAX_BYTES = 4 << 20;

    private final DeadLetterCollector collector = new DeadLetterCollector(
            Clock.fixed(NOW, ZoneOffset.UTC), new DeadLetterCollector.Room(MAX_COUNT, MAX_BYTES));

    private void add(String cause, byte[] frame) {
        collector.add(new DeadLetter(
                0, "orders", "in", "parse", FailureReason.DECODE, 7, cause, collector.now(), frame, null));
    }

    @Test
    void keepsLettersInTheirOrderUntilTheyAreTaken() {
        add("first", new byte[] {1});
        add("second", new byte[] {2});
        assertThat(collector.isEmpty()).isFalse();

        Collected taken = collector.take();

        assertThat(taken.dropped()).isZero();
        assertThat(taken.letters())
                .map(letter -> letter.withId(9))
                .containsExactly(letter("first", (byte) 1), letter("second", (byte) 2));
        assertThat(collector.isEmpty()).isTrue();
        assertThat(collector.take().letters()).isEmpty();
    }

    private static DeadLetter letter(String cause, byte frame) {
        return new DeadLetter(
                9, "orders", "in", "parse", FailureReason.DECODE, 7, cause, NOW, new byte[] {frame}, null);
    }

    @Test
    void countsFrameCauseAndEvent() {
        FailedEvent event = new FailedEvent("parse", new byte[5], new byte[2]);
        DeadLetter draft =
                new DeadLetter(0, "orders", "in", "parse", FailureReason.COMPUTE, 7, "why", NOW, new byte[10], event);

        assertThat(draft.weight()).isEqualTo(10 + 2 * 3 + 5 + 2);
        assertThat(draft.withId(9).event()).isEqualTo(event);
    }

    @Test
    void dropsTheOldestBeyondTheNumber() {
        IntStream.range(0, MAX_COUNT + 3).forEach(i -> add("cause " + i, new byte[0]));

        Collected taken = collector.take();

        assertThat(taken.letters()).hasSize(MAX_COUNT);
        assertThat(taken.letters().getFirst().cause()).isEqualTo("cause 3");
        assertThat(taken.dropped()).isEqualTo(3);
    }

    @Test
    void dropsTheOldestBeyondTheBytes() {
        byte[] quarter = new byte[(int) MAX_BYTES / 4 - 2];
        IntStream.range(0, 5).forEach(i -> add(Integer.toString(i), quarter));

        Collected taken = collector.take();

        assertThat(taken.letters()).extracting(DeadLetter::cause).containsExactly("1", "2", "3", "4");
        assertThat(taken.dropped()).isEqualTo(1);
    }

    @Test
    void hasRoomAgainAfterItWasEmptied() {
        byte[] all = new byte[(int) MAX_BYTES - 2];
        add("1", all);
        collector.take();
        add("2", new byte[0]);
        add("3", all);
        assertThat(collector.take().dropped()).isEqualTo(1);
        add("4", new byte[0]);
        assertThat(collector.take().dropped()).isZero();
    }

    @Test
    void keepsTheLatestHoweverLarge() {
        add("1", new byte[0]);
        add("2", new byte[(int) MAX_BYTES + 1]);

        Collected taken = collector.take();

        assertThat(taken.letters()).extracting(DeadLetter::cause).containsExactly("2");
        assertThat(taken.dropped()).isEqualTo(1);
    }
}
