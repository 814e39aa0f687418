package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final List<Boolean> seen = new ArrayList<>(); // what the gate was at each change
    private final Gate gate = new Gate(clock, clock::nanoTime, this::look);
    private final Mark any = gate.mark("any", 10);

    private void look() {
        seen.add(gate.open());
    }

    @Test
    void closesAboveTheHighMarkAndOpensAtHalfOfIt() {
        Mark mark = gate.mark("a", 100);
        mark.update(100);
        assertThat(gate.open()).as("at the mark").isTrue();
        mark.update(101);
        assertThat(gate.open()).as("above the mark").isFalse();
        mark.update(51);
        assertThat(gate.open()).as("above half of the mark").isFalse();
        mark.update(50);
        assertThat(gate.open()).as("at half of the mark").isTrue();
        mark.update(100);
        assertThat(gate.open()).as("at the mark again").isTrue();

        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void isClosedWhileAnyMarkIsOverAndSaysWhich() {
        Mark first = gate.mark("first", 10);
        Mark second = gate.mark("second", 10);
        gate.mark("third", 10);
        first.update(11);
        second.update(11);
        assertThat(gate.causes()).containsExactly("first", "second");
        first.update(0);
        assertThat(gate.open()).isFalse();
        assertThat(gate.causes()).containsExactly("second");
        second.update(0);
        assertThat(gate.open()).isTrue();
        assertThat(gate.causes()).isEmpty();

        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void countsAMarkOnceHoweverOftenItIsUpdated() {
        Mark mark = gate.mark("a", 10);
        mark.update(11);
        mark.update(12);
        mark.update(0);
        mark.update(0);

        assertThat(gate.open()).isTrue();
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void addsUpTheTimeThatItWasClosed() {
        Mark first = gate.mark("first", 10);
        Mark second = gate.mark("second", 10);
        first.update(11);
        assertThat(gate.fullSince()).isEqualTo(START);
        clock.advance(Duration.ofMillis(300));
        second.update(11);
        first.update(0);
        clock.advance(Duration.ofMillis(200));
        assertThat(gate.fullSince()).as("since the first mark was over").isEqualTo(START);
        assertThat(gate.fullMillis()).isEqualTo(500);
        second.update(0);
        clock.advance(Duration.ofSeconds(10));
        assertThat(gate.fullSince()).isNull();
        assertThat(gate.fullMillis()).isEqualTo(500);
        first.update(11);
        clock.advance(Duration.ofMillis(1));

        assertThat(gate.fullSince()).isEqualTo(START.plusMillis(10_500));
        assertThat(gate.fullMillis()).isEqualTo(501);
    }

    @Test
    void addsUpTheTimeThatPassedHoweverTheSystemClockIsSet() {
        Mark mark = gate.mark("a", 10);
        mark.update(11);
        clock.advance(Duration.ofSeconds(1));
        clock.jump(Duration.ofDays(-7));
        assertThat(gate.fullMillis()).isEqualTo(1000);
        clock.jump(Duration.ofDays(1500));
        mark.update(0);

        assertThat(gate.fullMillis()).isEqualTo(1000);
    }

    /** The two ends of a mailbox set a mark over and under; the second may tell the gate before the first does. */
    @Test
    void staysOpenWhenAMarkFallsBeforeItsRiseIsTold() {
        gate.wentUnder(any);
        assertThat(gate.open())
                .as("a source that looks now would find nobody to wake it")
                .isTrue();
        clock.advance(Duration.ofSeconds(1));
        gate.wentOver(any);
        clock.advance(Duration.ofSeconds(1));

        assertThat(gate.open()).isTrue();
        assertThat(gate.fullMillis()).isZero();
    }

    @Test
    void isNoBackPressureWhenAnOperatorClosesIt() {
        Mark operator = gate.operatorSwitch();
        operator.update(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(gate.open()).isFalse();
        assertThat(gate.paused()).isTrue();
        assertThat(gate.fullSince()).isNull();
        assertThat(gate.fullMillis()).isZero();
        assertThat(gate.causes()).isEmpty();
        any.update(11);
        operator.update(0);
        assertThat(gate.open()).isFalse();
        assertThat(gate.paused()).isFalse();
        assertThat(gate.causes()).containsExactly("any");
    }

    @Test
    void forgetsWhenItWasClosedBefore() {
        Mark mark = gate.mark("a", 10);
        mark.update(11);
        mark.update(0);
        clock.advance(Duration.ofHours(1));
        gate.wentUnder(any);
        gate.wentOver(any);

        assertThat(gate.fullMillis()).isZero();
    }

    @Test
    void tellsOfEveryChangeAlsoWhenMarksOvertakeEachOther() {
        Mark mark = gate.mark("a", 10);
        gate.wentUnder(any); // of another mark, whose rise is told late
        mark.update(11);
        gate.wentOver(any);
        assertThat(gate.open()).isFalse();
        mark.update(0);
        assertThat(gate.open()).isTrue();

        assertThat(seen).containsExactly(false, true);
    }
}
