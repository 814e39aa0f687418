package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackpressureTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final List<Boolean> seen = new ArrayList<>(); // what the gate was at each change
    private final Backpressure backpressure = new Backpressure(clock, clock::nanoTime, this::look);
    private final BufferLimit any = backpressure.limit("any", 10);

    private void look() {
        seen.add(backpressure.open());
    }

    @Test
    void closesAboveTheHighMarkAndOpensAtHalfOfIt() {
        BufferLimit limit = backpressure.limit("a", 100);
        limit.update(100);
        assertThat(backpressure.open()).as("at the limit").isTrue();
        limit.update(101);
        assertThat(backpressure.open()).as("above the limit").isFalse();
        limit.update(51);
        assertThat(backpressure.open()).as("above half of the limit").isFalse();
        limit.update(50);
        assertThat(backpressure.open()).as("at half of the limit").isTrue();
        limit.update(100);
        assertThat(backpressure.open()).as("at the limit again").isTrue();

        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void isClosedWhileAnyMarkIsOverAndSaysWhich() {
        BufferLimit first = backpressure.limit("first", 10);
        BufferLimit second = backpressure.limit("second", 10);
        backpressure.limit("third", 10);
        first.update(11);
        second.update(11);
        assertThat(backpressure.causes()).containsExactly("first", "second");
        first.update(0);
        assertThat(backpressure.open()).isFalse();
        assertThat(backpressure.causes()).containsExactly("second");
        second.update(0);
        assertThat(backpressure.open()).isTrue();
        assertThat(backpressure.causes()).isEmpty();

        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void countsAMarkOnceHoweverOftenItIsUpdated() {
        BufferLimit limit = backpressure.limit("a", 10);
        limit.update(11);
        limit.update(12);
        limit.update(0);
        limit.update(0);

        assertThat(backpressure.open()).isTrue();
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void addsUpTheTimeThatItWasClosed() {
        BufferLimit first = backpressure.limit("first", 10);
        BufferLimit second = backpressure.limit("second", 10);
        first.update(11);
        assertThat(backpressure.fullSince()).isEqualTo(START);
        clock.advance(Duration.ofMillis(300));
        second.update(11);
        first.update(0);
        clock.advance(Duration.ofMillis(200));
        assertThat(backpressure.fullSince())
                .as("since the first limit was over")
                .isEqualTo(START);
        assertThat(backpressure.fullMillis()).isEqualTo(500);
        second.update(0);
        clock.advance(Duration.ofSeconds(10));
        assertThat(backpressure.fullSince()).isNull();
        assertThat(backpressure.fullMillis()).isEqualTo(500);
        first.update(11);
        clock.advance(Duration.ofMillis(1));

        assertThat(backpressure.fullSince()).isEqualTo(START.plusMillis(10_500));
        assertThat(backpressure.fullMillis()).isEqualTo(501);
    }

    @Test
    void addsUpTheTimeThatPassedHoweverTheSystemClockIsSet() {
        BufferLimit limit = backpressure.limit("a", 10);
        limit.update(11);
        clock.advance(Duration.ofSeconds(1));
        clock.jump(Duration.ofDays(-7));
        assertThat(backpressure.fullMillis()).isEqualTo(1000);
        clock.jump(Duration.ofDays(1500));
        limit.update(0);

        assertThat(backpressure.fullMillis()).isEqualTo(1000);
    }

    /** The two ends of a mailbox set a limit over and under; the second may tell the gate before the first does. */
    @Test
    void staysOpenWhenAMarkFallsBeforeItsRiseIsTold() {
        backpressure.wentUnder(any);
        assertThat(backpressure.open())
                .as("a source that looks now would find nobody to wake it")
                .isTrue();
        clock.advance(Duration.ofSeconds(1));
        backpressure.wentOver(any);
        clock.advance(Duration.ofSeconds(1));

        assertThat(backpressure.open()).isTrue();
        assertThat(backpressure.fullMillis()).isZero();
    }

    @Test
    void isNoBackPressureWhenAnOperatorClosesIt() {
        BufferLimit operator = backpressure.operatorSwitch();
        operator.update(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(backpressure.open()).isFalse();
        assertThat(backpressure.paused()).isTrue();
        assertThat(backpressure.fullSince()).isNull();
        assertThat(backpressure.fullMillis()).isZero();
        assertThat(backpressure.causes()).isEmpty();
        any.update(11);
        operator.update(0);
        assertThat(backpressure.open()).isFalse();
        assertThat(backpressure.paused()).isFalse();
        assertThat(backpressure.causes()).containsExactly("any");
    }

    @Test
    void forgetsWhenItWasClosedBefore() {
        BufferLimit limit = backpressure.limit("a", 10);
        limit.update(11);
        limit.update(0);
        clock.advance(Duration.ofHours(1));
        backpressure.wentUnder(any);
        backpressure.wentOver(any);

        assertThat(backpressure.fullMillis()).isZero();
    }

    @Test
    void tellsOfEveryChangeAlsoWhenMarksOvertakeEachOther() {
        BufferLimit limit = backpressure.limit("a", 10);
        backpressure.wentUnder(any); // of another limit, whose rise is told late
        limit.update(11);
        backpressure.wentOver(any);
        assertThat(backpressure.open()).isFalse();
        limit.update(0);
        assertThat(backpressure.open()).isTrue();

        assertThat(seen).containsExactly(false, true);
    }
}
