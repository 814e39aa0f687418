package dev.bettong.codec;

import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.StateCodec;
import java.util.HashMap;
import java.util.Map;
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

/** What it costs to encode and decode an entity by the default codec, small and large, and to encode a key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StateCodecBenchmark {

    private static final int WORDS = 1000;

    record Statistics(long count, double sum, String last) {}

    /** As in the word count. */
    record Totals(Map<String, Tally> byWord) {}

    static final class Tally {

        private long total;

        Tally() {}

        Tally(long total) {
            this.total = total;
        }

        long total() {
            return total;
        }
    }

    record Seat(int row, char letter) {}

    private final Statistics small = new Statistics(123_456, 1234.5, "hello world");
    private final Totals large = new Totals(new HashMap<>());
    private final StateCodec<Object> smallCodec;
    private final StateCodec<Object> largeCodec;
    private final byte[] smallBytes;
    private final byte[] largeBytes;

    private final String text = "a word";
    private final Long number = 123_456_789L;
    private final Seat seat = new Seat(17, 'c');

    public StateCodecBenchmark() {
        for (int i = 0; i < WORDS; i++) {
            large.byWord().put("word" + i, new Tally(i));
        }
        smallCodec = StateCodecs.of(
                dev.bettong.pipeline.State.named("small", Statistics.class, () -> new Statistics(0, 0, "")));
        largeCodec = StateCodecs.of(
                dev.bettong.pipeline.State.named("large", Totals.class, () -> new Totals(new HashMap<>())));
        smallBytes = encoded(smallCodec, small);
        largeBytes = encoded(largeCodec, large);
    }

    private static byte[] encoded(StateCodec<Object> codec, Object entity) {
        try {
            return codec.encode(entity);
        } catch (Exception failure) {
            throw new IllegalStateException("the default codec throws", failure);
        }
    }

    @Benchmark
    public byte[] encodeRecord() throws Exception {
        return smallCodec.encode(small);
    }

    @Benchmark
    public Object decodeRecord() throws Exception {
        return smallCodec.decode(smallBytes);
    }

    @Benchmark
    public byte[] encodeMapOfObjects() throws Exception {
        return largeCodec.encode(large);
    }

    @Benchmark
    public Object decodeMapOfObjects() throws Exception {
        return largeCodec.decode(largeBytes);
    }

    @Benchmark
    public byte[] encodeStringKey() {
        return KeyCodec.encode(text);
    }

    @Benchmark
    public byte[] encodeLongKey() {
        return KeyCodec.encode(number);
    }

    @Benchmark
    public byte[] encodeRecordKey() {
        return KeyCodec.encode(seat);
    }
}
