package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    private static final Percentage PRECISION = Percentage.withPercentage(0.1);

    private final Latencies latencies = new Latencies();

    @Test
    void saysNothingOfNothing() {
        assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 31, 1_000, 123_456_789, Long.MAX_VALUE / 2})
    void givesASingleTimeBack(long nanos) {
        latencies.record(nanos);

        Latencies.Summary summary = latencies.summary();

        assertThat(summary.count()).isOne();
        assertThat(summary.p50()).isCloseTo(nanos, PRECISION).isEqualTo(summary.p99());
        assertThat(summary.max()).isCloseTo(nanos, PRECISION);
    }

    @Test
    void findsThePercentilesOfManyTimes() {
        LongStream.rangeClosed(1, 100_000).forEach(latencies::record);

        Latencies.Summary summary = latencies.summary();

        assertThat(summary.p50()).isCloseTo(50_000, PRECISION);
        assertThat(summary.p99()).isCloseTo(99_000, PRECISION);
        assertThat(summary.max()).isCloseTo(100_000, PRECISION);
    }

    @Test
    void takesATimeBelowZeroForZero() {
        latencies.record(-5);

        assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1, 0, 0, 0));
    }

    @Test
    void forgetsOnReset() {
        latencies.record(7);

        latencies.reset();

        assertThat(latencies.summary().count()).isZero();
    }
}
