package dev.bettong.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.store.ClockReading;
import dev.bettong.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteadyClockTest {

    private static final Instant BEGIN = Instant.parse("2026-05-05T12:00:00Z");
    private static final Instant STOPPED =
            Instant.parse("2026-05-04T00:00:00Z"); // of the run before, by its steady clock

    private final SettableClock wall = new SettableClock(BEGIN);
    private final SteadyClock clock = new SteadyClock(wall, wall::nanoTime);

    @Test
    void beginsWithTheTimeOfTheSystemClockAndAdvancesByItself() {
        assertThat(clock.instant()).isEqualTo(BEGIN);
        wall.advance(Duration.ofSeconds(3));
        wall.jump(Duration.ofDays(1500));
        assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(3));
        wall.jump(Duration.ofDays(-3000));
        wall.advance(Duration.ofMillis(5));

        assertThat(clock.instant()).isEqualTo(BEGIN.plusMillis(3005));
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S",
        "PT59M, PT59M",
        "PT1H, PT1H",
        "PT61M, PT1H",
        "P1500D, PT1H",
        "-PT1S, PT0S",
        "-P1500D, PT0S"
    })
    void countsABoundedPartOfWhatTheSystemClockHasAdvancedSinceTheLastRun(Duration advanced, Duration counted) {
        wall.advance(Duration.ofSeconds(10)); // between the start of the process and the opening of the store
        clock.resume(new ClockReading(wall.instant().minus(advanced), STOPPED), Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(STOPPED.plus(counted));
        wall.advance(Duration.ofSeconds(10));

        assertThat(clock.instant()).isEqualTo(STOPPED.plus(counted).plusSeconds(10));
    }

    @Test
    void isNeverBeforeWhatTheLastRunHasSeen() {
        clock.resume(new ClockReading(BEGIN, STOPPED), Duration.ofHours(1));
        clock.notBefore(STOPPED.minusSeconds(1).toEpochMilli());
        assertThat(clock.instant()).isEqualTo(STOPPED);
        clock.notBefore(STOPPED.plusSeconds(1).toEpochMilli());

        assertThat(clock.instant()).isEqualTo(STOPPED.plusSeconds(1));
    }

    @Test
    void saysWhatItsTimesAreByTheSystemClock() {
        Instant then = clock.instant();
        wall.advance(Duration.ofMinutes(1));
        wall.jump(Duration.ofHours(1));

        assertThat(clock.reading().toWall(then)).isEqualTo(BEGIN.plus(Duration.ofHours(1)));
        assertThat(clock.reading().offset()).isEqualTo(Duration.ofHours(1));
    }
}
