package dev.bettong.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 250, 251, 297, 298, 1_000, 1_000_000, 16_777_216_000L})
    void countsALatencyAtTheFirstBoundThatIsNotBelowIt(long nanos) {
        int index = LatencyHistogram.indexOf(nanos);

        assertThat(LatencyHistogram.bound(index)).isGreaterThanOrEqualTo(nanos);
        assertThat(index == 0 ? -1 : LatencyHistogram.bound(index - 1)).isLessThan(nanos);
    }

    @Test
    void countsWhatIsBeyondAllBoundsLast() {
        assertThat(LatencyHistogram.indexOf(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.SIZE - 1);
    }

    @Test
    void givesMetersEveryDoublingOfTheSameBounds() {
        assertThat(LatencyHistogram.doublings())
                .hasSize(27)
                .startsWith(Duration.ofNanos(250), Duration.ofNanos(500), Duration.ofNanos(1_000))
                .endsWith(Duration.ofNanos(16_777_216_000L))
                .allMatch(
                        bound -> LatencyHistogram.bound(LatencyHistogram.indexOf(bound.toNanos())) == bound.toNanos());
    }

    @Test
    void hasTheBoundsThatTheDashboardReckonsWith() throws Exception {
        assertThat(Files.readString(Path.of("src/main/resources/static/bettong/history.js")))
                .contains(
                        "const FIRST_BOUND_SECONDS = %de-9;".formatted(LatencyHistogram.FIRST_NANOS),
                        "const BOUNDS_PER_DOUBLING = %d;".formatted(LatencyHistogram.STEPS));
    }
}
