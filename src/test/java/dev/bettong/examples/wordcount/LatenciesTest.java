package dev.bettong.examples.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void saysNothingOfNothing() {
        assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 31, 32, 33, 63, 64, 1_000, 123_456_789, Long.MAX_VALUE})
    void givesASingleTimeBack(long nanos) {
        latencies.record(nanos);

        assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1, nanos, nanos, nanos));
    }

    @Test
    void findsThePercentilesOfManyTimes() {
        LongStream.rangeClosed(1, 100_000).forEach(latencies::record);

        Latencies.Summary summary = latencies.summary();

        assertThat(summary.p50()).isCloseTo(50_000, Percentage.withPercentage(3.2));
        assertThat(summary.p99()).isCloseTo(99_000, Percentage.withPercentage(3.2));
        assertThat(summary.max()).isEqualTo(100_000);
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
