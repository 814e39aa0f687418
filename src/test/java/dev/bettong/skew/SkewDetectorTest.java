package dev.bettong.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bettong.keys.Partitioning;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts some seconds of a load on all workers, as their routing does, and looks for keys that are to blame. */
class SkewDetectorTest {

    private static final int PARTITIONS = 64;
    private static final int SECONDS = 5;
    private static final int MANY = 20_000; // events of a second
    private static final Random RANDOM = new Random(1);

    private final List<PartitionCounters> counters = new ArrayList<>();

    /** Runs a load of keys by their position in the stream, which takes turns between the workers. */
    private List<SkewDetector.Found> run(
            int workers, Partitioning partitioning, int perSecond, IntFunction<Object> load) {
        for (int i = 0; i < workers; i++) {
            counters.add(new PartitionCounters("by key", partitioning.count()));
        }
        for (int second = 0; second < SECONDS; second++) {
            for (int i = 0; i < perSecond; i++) {
                Object key = load.apply(second * perSecond + i);
                counters.get(i / 16 % workers).count(partitioning.partitionOf(key), key);
            }
            counters.forEach(PartitionCounters::renew);
        }
        return new SkewDetector(partitioning.count(), partition -> partition % workers)
                .in(counters.stream().map(PartitionCounters::load).toList());
    }

    private static Partitioning hashed() {
        return new Partitioning.Hashed(PARTITIONS);
    }

    static List<Arguments> evenLoads() {
        ZipfKeys words = new ZipfKeys(10_000);
        ZipfKeys few = new ZipfKeys(100);
        return List.of(
                Arguments.of("uniform", (IntFunction<Object>) i -> RANDOM.nextInt(100_000)),
                Arguments.of("in turns", (IntFunction<Object>) i -> i % 32),
                Arguments.of("a few in turns", (IntFunction<Object>) i -> i % 3),
                Arguments.of("two", (IntFunction<Object>) i -> RANDOM.nextInt(2)),
                Arguments.of("Zipf", (IntFunction<Object>) i -> words.next()),
                Arguments.of("Zipf of few", (IntFunction<Object>) i -> few.next()),
                Arguments.of("one after the other", (IntFunction<Object>) i -> i));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("evenLoads")
    void blamesNobody(String name, IntFunction<Object> load) {
        for (int workers : List.of(1, 2, 4)) {
            counters.clear();
            assertThat(run(workers, hashed(), MANY, load))
                    .as("%d workers", workers)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rates")
    void namesTheKeyThatComesTooOften(int perSecond) {
        List<SkewDetector.Found> found = run(2, hashed(), perSecond, i -> i % 5 < 3 ? "hot" : RANDOM.nextInt(100_000));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().key()).isEqualTo("hot");
        assertThat(found.getFirst().partition()).isEqualTo(hashed().partitionOf("hot"));
        assertThat(found.getFirst().share()).isBetween(0.5, 0.7);
        assertThat(found.getFirst().shareOfWorker()).isBetween(0.65, 0.85);
    }

    /** From what functions that take their time can do, to what they can do that take none. */
    static IntStream rates() {
        return IntStream.of(200, 2_000, 500_000);
    }

    @Test
    void namesTheOnlyKey() {
        assertThat(run(2, hashed(), MANY, i -> "hot"))
                .extracting(SkewDetector.Found::key, SkewDetector.Found::share)
                .containsExactly(tuple("hot", 1.0));
    }

    @Test
    void namesTheKeyOfAFixedPartition() {
        List<String> letters = List.of("a", "b", "c", "d", "e", "f", "g", "h");

        assertThat(run(2, new Partitioning.Fixed(letters), MANY, i -> i % 2 == 0 ? "c" : letters.get(i / 2 % 8)))
                .extracting(SkewDetector.Found::key, SkewDetector.Found::partition)
                .containsExactly(tuple("c", 2));
    }

    @Test
    void blamesNobodyWhereThereIsOnePartition() {
        assertThat(run(2, new Partitioning.Single(), MANY, i -> Partitioning.Single.KEY))
                .isEmpty();
    }

    @Test
    void blamesNobodyForAHandfulOfEvents() {
        assertThat(run(1, hashed(), 10, i -> "hot")).isEmpty();
    }

    @Test
    void isOverWhenTheLoadIs() {
        run(1, hashed(), MANY, i -> "hot");
        ZipfKeys after = new ZipfKeys(1000);

        assertThat(run(1, hashed(), MANY, i -> after.next())).isEmpty();
    }

    @Test
    void survivesKeysThatCannotBeCompared() {
        record Broken(int number) {

            @Override
            public int hashCode() {
                throw new IllegalStateException("no hash");
            }
        }
        PartitionCounters broken = new PartitionCounters("by key", 1);
        for (int i = 0; i < MANY; i++) {
            broken.count(0, new Broken(i));
        }

        assertThat(broken.events(0)).isEqualTo(MANY);
    }
}
