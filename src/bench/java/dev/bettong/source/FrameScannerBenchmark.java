package dev.bettong.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to cut a frame of 80 bytes out of a read. What is allocated is the frame: an array of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameScannerBenchmark {

    private static final int FRAMES = 512;
    private static final int SIZE = 80;
    private static final int MAX_SIZE = 1 << 20;
    private static final String LINE = "a".repeat(SIZE);

    private final ByteBuf headed = Unpooled.directBuffer();
    private final ByteBuf lines = Unpooled.directBuffer();
    private final FrameScanner byHeader = FrameScanner.of(Framing.lengthHeader(4, ">I"), MAX_SIZE);
    private final FrameScanner byLine = FrameScanner.of(Framing.lines(), MAX_SIZE);
    private final Counting frames = new Counting();

    public FrameScannerBenchmark() {
        for (int i = 0; i < FRAMES; i++) {
            headed.writeInt(SIZE).writeCharSequence(LINE, US_ASCII);
            lines.writeCharSequence(LINE + "\n", US_ASCII);
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long lengthHeader() throws BadFrameException {
        byHeader.scan(headed.readerIndex(0), frames);
        return frames.bytes;
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long line() throws BadFrameException {
        byLine.scan(lines.readerIndex(0), frames);
        return frames.bytes;
    }

    /** Counts what it is given. */
    private static final class Counting implements FrameReceiver {

        private long bytes;

        @Override
        public void begin(long now, long connection) {}

        @Override
        public void closed(long connection) {}

        @Override
        public void frame(byte[] payload) {
            bytes += payload.length;
        }

        @Override
        public void end() {}

        @Override
        public void rejected(FailureReason reason, String detail, byte[] bytes) {
            throw new IllegalStateException(detail);
        }

        @Override
        public boolean mayHandle() {
            return true;
        }

        @Override
        public boolean mayRead() {
            return true;
        }
    }
}
