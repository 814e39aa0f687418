package dev.bettong.skew;

import dev.bettong.keys.Partitioning;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to count an event of a partition, what the search for hot keys adds to that, and what it costs to look at
 * one key, which happens about a thousand times in a second whatever the rate.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PartitionCountersBenchmark {

    private static final int PARTITIONS = 64;
    private static final int EVENTS = 1 << 16;
    private static final int KEYS = 100_000;

    private final Partitioning partitioning = new Partitioning.Hashed(PARTITIONS);
    private final long[] plain = new long[PARTITIONS];
    private final PartitionCounters counters = new PartitionCounters("by key", PARTITIONS);
    private final HotKeys hot = new HotKeys();
    private final String[] keys = keys();
    private final int[] partitions =
            Arrays.stream(keys).mapToInt(partitioning::partitionOf).toArray();
    private int next;

    /** Their frequencies fall about as those of words do. */
    private static String[] keys() {
        Random random = new Random(1);
        String[] all = new String[KEYS];
        Arrays.setAll(all, i -> "word " + i);
        String[] keys = new String[EVENTS];
        Arrays.setAll(keys, i -> all[(int) Math.pow(KEYS, random.nextDouble()) - 1]);
        return keys;
    }

    @Benchmark
    public String countsOnly() {
        int i = next++ & (EVENTS - 1);
        plain[partitions[i]]++;
        return keys[i];
    }

    @Benchmark
    public String looksForHotKeys() {
        int i = next++ & (EVENTS - 1);
        counters.count(partitions[i], keys[i]);
        return keys[i];
    }

    @Benchmark
    public String looksAtOneKey() {
        int i = next++ & (EVENTS - 1);
        hot.add(keys[i], partitions[i], 1);
        return keys[i];
    }
}
