package dev.bettong.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallsTest {

    private long now = Long.MAX_VALUE; // it may start anywhere, and wrap around
    private final Stalls stalls = new Stalls(() -> now);

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void isStalledOnceNothingWasTakenForASecond() {
        stalls.waiting(true);
        pass(1_000);
        assertThat(stalls.millis()).isZero();
        pass(500);

        assertThat(stalls.millis()).isEqualTo(1_500);
        assertThat(stalls.totalMillis()).isEqualTo(1_500);
    }

    @Test
    void isNotStalledWhileNothingWaits() {
        pass(60_000);
        stalls.waiting(false);

        assertThat(stalls.millis()).isZero();
        assertThat(stalls.totalMillis()).isZero();
    }

    @Test
    void addsUpThePausesBetweenBursts() {
        stalls.waiting(true);
        for (int burst = 0; burst < 3; burst++) {
            pass(13_800);
            for (int chunk = 0; chunk < 10; chunk++) {
                stalls.taken(now);
                pass(10);
            }
            stalls.waiting(true);
        }

        assertThat(stalls.millis()).isZero();
        assertThat(stalls.totalMillis()).isBetween(3 * 13_800L, 3 * 13_900L);
    }

    @Test
    void isNoStallIfTheSocketIsOnlySlow() {
        stalls.waiting(true);
        for (int second = 0; second < 60; second++) {
            pass(999);
            stalls.taken(now);
        }

        assertThat(stalls.totalMillis()).isZero();
    }

    @Test
    void endsWhenNothingWaitsAnyMore() {
        stalls.waiting(true);
        pass(2_000);
        stalls.waiting(false);
        pass(60_000);

        assertThat(stalls.millis()).isZero();
        assertThat(stalls.totalMillis()).isEqualTo(2_000);
    }
}
