package dev.bettong.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartitioningTest {

    private static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of(
                        "small numbers", IntStream.range(0, 100_000).boxed().toList()),
                Arguments.of(
                        "numbers with the same low bits",
                        LongStream.range(0, 100_000).mapToObj(i -> i << 16).toList()),
                Arguments.of(
                        "words",
                        IntStream.range(0, 100_000).mapToObj(i -> "key-" + i).toList()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void spreadsKeysEvenly(String what, List<Object> keys) {
        Partitioning partitioning = new Partitioning.Hashed(64);
        int[] load = new int[64];

        keys.forEach(key -> load[partitioning.partitionOf(key)]++);

        assertThat(IntStream.of(load)).allMatch(keysOfOne -> Math.abs(keysOfOne - 100_000 / 64) < 400);
    }

    @Test
    void givesEveryKeyOfAListItsOwnPartition() {
        Partitioning partitioning = new Partitioning.Fixed(List.of("a", "b", "c"));

        assertThat(Stream.of("a", "b", "c", "d").map(partitioning::partitionOf))
                .containsExactly(0, 1, 2, Partitioning.UNKNOWN);
        assertThat(partitioning.count()).isEqualTo(3);
    }
}
