package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameReaderTest {

    private static final int LONGEST = FrameStream.LONGEST;
    private static final Framing.LengthHeader HEADER = Framing.lengthHeader(4, ">I");
    private static final int LONG = 1 << 14;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long NO_TIMEOUT = 0;

    private final RecordingReceiver received = new RecordingReceiver();

    static List<FrameStream> streams() {
        return FrameStream.everyFraming();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsTheSameFramesWhereverTheBytesAreCutTwice(FrameStream stream) {
        byte[] bytes = stream.bytes();
        ReadConnection connection = new ReadConnection(stream.framing(), LONGEST, received);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                connection.read(bytes, 0, first);
                connection.read(bytes, first, second);
                connection.read(bytes, second, bytes.length);
                assertThat(received.takeFrames())
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(stream.frames());
                assertThat(connection.allocator().held())
                        .as("bytes held between frames")
                        .isZero();
            }
        }
        assertThat(received.rejected()).isEmpty();
        assertThat(connection.open()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsTheSameFramesByteByByte(FrameStream stream) {
        ReadConnection connection = new ReadConnection(stream.framing(), LONGEST, received);
        connection.readOneByOne(stream.bytes());
        assertThat(received.takeFrames()).isEqualTo(stream.frames());
        assertThat(connection.allocator().held()).isZero();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void countsAStreamThatEndsWithinAFrameOnceAndLetsGoOfIt(FrameStream stream) {
        for (int end = 0; end <= stream.bytes().length; end++) {
            RecordingReceiver receiver = new RecordingReceiver();
            ReadConnection connection = new ReadConnection(stream.framing(), LONGEST, receiver);
            connection.read(stream.bytes(), 0, end);
            connection.close();
            List<FailureReason> expected = stream.wholeAt(end) ? List.of() : List.of(FailureReason.TRUNCATED_FRAME);
            assertThat(receiver.takeFrames()).as("frames before byte %d", end).isEqualTo(stream.framesIn(end));
            assertThat(receiver.rejected()).as("ended at byte %d", end).isEqualTo(expected);
            if (!stream.wholeAt(end)) {
                assertThat(receiver.rejectedBytes()).containsExactly(stream.rest(end));
            }
            assertThat(connection.allocator().held()).isZero();
            assertThat(connection.loopConnections().connections()).isZero();
        }
    }

    /**
     * What is no frame.
     *
     * @param bytes one character per byte; all but the last might still become a frame
     */
    record Bad(String name, Framing framing, String bytes, FailureReason reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> bad() {
        Framing lines = new Framing.Lines();
        String full = "x".repeat(LONGEST);
        return List.of(
                length("one above the limit", 1, ">B", LONGEST + 1, FailureReason.FRAME_TOO_LARGE),
                length("unsigned byte with all bits", 1, ">B", -1, FailureReason.FRAME_TOO_LARGE),
                length("least byte", 1, ">b", Byte.MIN_VALUE, FailureReason.MALFORMED_FRAME),
                length("greatest byte", 1, ">b", Byte.MAX_VALUE, FailureReason.FRAME_TOO_LARGE),
                length("one above the limit", 2, "<H", LONGEST + 1, FailureReason.FRAME_TOO_LARGE),
                length("unsigned short with all bits", 2, ">H", -1, FailureReason.FRAME_TOO_LARGE),
                length("minus one", 2, "<h", -1, FailureReason.MALFORMED_FRAME),
                length("one above the limit", 4, ">I", LONGEST + 1, FailureReason.FRAME_TOO_LARGE),
                length("unsigned int with all bits", 4, ">I", -1, FailureReason.FRAME_TOO_LARGE),
                length("minus one", 4, ">i", -1, FailureReason.MALFORMED_FRAME),
                length("least int", 4, "<i", Integer.MIN_VALUE, FailureReason.MALFORMED_FRAME),
                length("greatest int", 4, "<i", Integer.MAX_VALUE, FailureReason.FRAME_TOO_LARGE),
                length("minus one", 8, ">q", -1, FailureReason.MALFORMED_FRAME),
                length("least long", 8, "<q", Long.MIN_VALUE, FailureReason.MALFORMED_FRAME),
                length("greatest long", 8, ">q", Long.MAX_VALUE, FailureReason.FRAME_TOO_LARGE),
                length("above the range of int", 8, ">Q", 1L << 32, FailureReason.FRAME_TOO_LARGE),
                length("unsigned long with all bits", 8, "<Q", -1, FailureReason.FRAME_TOO_LARGE),
                including("less than the header", 4, ">I", 3, FailureReason.MALFORMED_FRAME),
                including("no length at all", 4, ">I", 0, FailureReason.MALFORMED_FRAME),
                including("minus one", 8, "<q", -1, FailureReason.MALFORMED_FRAME),
                including("one above the limit", 2, ">H", LONGEST + 3, FailureReason.FRAME_TOO_LARGE),
                including("unsigned long with all bits", 8, ">Q", -1, FailureReason.FRAME_TOO_LARGE),
                new Bad("line one above the limit", lines, full + "x", FailureReason.FRAME_TOO_LARGE),
                new Bad("CR at the limit, not followed by LF", lines, full + "\rx", FailureReason.FRAME_TOO_LARGE),
                new Bad("two CR at the limit", lines, full + "\r\r", FailureReason.FRAME_TOO_LARGE));
    }

    private static Bad length(String name, int size, String format, long length, FailureReason reason) {
        Framing.LengthHeader header = Framing.lengthHeader(size, format);
        return new Bad(format + " " + name, header, FrameStream.header(header, length), reason);
    }

    private static Bad including(String name, int size, String format, long length, FailureReason reason) {
        Framing.LengthHeader header = Framing.lengthHeader(size, format).includingHeader();
        return new Bad(format + " with header, " + name, header, FrameStream.header(header, length), reason);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void closesTheConnectionAtTheByteThatCannotBelongToAFrame(Bad bad) {
        byte[] bytes = bad.bytes.getBytes(ISO_8859_1);
        ReadConnection connection = new ReadConnection(bad.framing, LONGEST, received);
        connection.readOneByOne(Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(connection.open()).as("before the last byte").isTrue();
        connection.read(bytes, bytes.length - 1, bytes.length);
        assertThat(connection.open()).as("after the last byte").isFalse();
        assertThat(received.rejected()).containsExactly(bad.reason);
        assertThat(received.rejectedBytes()).containsExactly(bad.bytes);
        assertThat(connection.allocator().held()).isZero();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void showsWhatFollowsABadHeaderButNoMoreThanAKilobyte(Bad bad) {
        String all = bad.bytes + "z".repeat(3_000);
        ReadConnection connection = new ReadConnection(bad.framing, LONGEST, received);
        connection.read(all.getBytes(ISO_8859_1));
        assertThat(received.rejectedBytes()).containsExactly(all.substring(0, 1024));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void keepsWhatCameBeforeABadFrameAndDropsWhatFollows(Bad bad) {
        FrameStream good = streams().stream()
                .filter(stream -> stream.framing().equals(bad.framing))
                .findFirst()
                .orElseThrow();
        String all = new String(good.bytes(), ISO_8859_1) + bad.bytes + new String(good.bytes(), ISO_8859_1);
        byte[] bytes = all.getBytes(ISO_8859_1);
        for (int cut = 0; cut <= bytes.length; cut++) {
            RecordingReceiver receiver = new RecordingReceiver();
            ReadConnection connection = new ReadConnection(bad.framing, LONGEST, receiver);
            connection.read(bytes, 0, cut);
            connection.read(bytes, cut, bytes.length);
            assertThat(receiver.takeFrames()).as("cut at %d", cut).isEqualTo(good.frames());
            assertThat(receiver.rejected()).as("cut at %d", cut).containsExactly(bad.reason);
            assertThat(connection.open()).isFalse();
            assertThat(connection.allocator().held()).isZero();
        }
    }

    @Test
    void saysThatTheClientSpeaksTls() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read("\u0016\u0003\u0001\u0002\0\u0001\0".getBytes(ISO_8859_1));
        assertThat(received.rejected()).containsExactly(FailureReason.FRAME_TOO_LARGE);
        assertThat(received.details()).singleElement().asString().contains("TLS");
    }

    @Test
    void doesNotTakeMemoryForAnAnnouncedFrameBeforeItComes() {
        int announced = 1 << 30;
        ReadConnection connection = new ReadConnection(HEADER, announced, received);
        connection.read(FrameStream.header(HEADER, announced).getBytes(ISO_8859_1));
        assertThat(connection.open()).isTrue();
        assertThat(connection.allocator().held()).isLessThan(1024);
    }

    static List<Framing> framingsOfLongFrames() {
        return List.of(new Framing.Lines(), HEADER, new Framing.FixedLength(LONG));
    }

    @ParameterizedTest
    @MethodSource("framingsOfLongFrames")
    void looksAtALongFrameThatComesByteByByteOnlyOnce(Framing framing) {
        int length = LONG;
        String frame = "x".repeat(length);
        String bytes = switch (framing) {
            case Framing.LengthHeader header -> FrameStream.header(header, length) + frame;
            case Framing.Lines lines -> frame + "\n";
            case Framing.FixedLength fixed -> frame;
        };
        ReadConnection connection = new ReadConnection(framing, length, received);
        connection.readOneByOne(bytes.getBytes(ISO_8859_1));
        assertThat(received.takeFrames()).containsExactly(frame);
        assertThat(connection.allocator().examined()).isLessThan(8L * length);
        assertThat(connection.allocator().copied()).isLessThan(8L * length);
    }

    @Test
    void closesAConnectionWhoseFrameTakesTooLong() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0, 0});
        connection.reader().checkTimeouts(System.nanoTime(), HOUR, NO_TIMEOUT);
        assertThat(connection.open()).isTrue();
        connection.reader().checkTimeouts(System.nanoTime() + HOUR + 1, HOUR, NO_TIMEOUT);
        assertThat(connection.open()).isFalse();
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
        assertThat(received.rejectedBytes()).containsExactly("\0\0");
        assertThat(connection.allocator().held()).isZero();
    }

    @Test
    void doesNotGiveMoreTimeForEveryByteOfAFrame() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0});
        long begun = System.nanoTime();
        connection.read(new byte[] {0});
        spinUntilAfter(begun);
        connection.read(new byte[] {0});
        connection.reader().checkTimeouts(begun + HOUR, HOUR - 1, NO_TIMEOUT);
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
    }

    @Test
    void givesEveryFrameItsOwnTime() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0, 0, 0});
        long begun = System.nanoTime();
        spinUntilAfter(begun);
        connection.read(new byte[] {0, 0}); // ends the frame, begins another
        connection.reader().checkTimeouts(begun + HOUR, HOUR, NO_TIMEOUT);
        assertThat(connection.open()).isTrue();
        assertThat(received.takeFrames()).containsExactly("");
    }

    @Test
    void doesNotBlameTheClientForTheTimeInWhichNothingIsRead() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0});
        long read = System.nanoTime();
        received.mayRead(false);
        connection.reader().readingChanged(read);
        connection.reader().checkTimeouts(read + HOUR, 1, 1);
        assertThat(connection.open()).isTrue();
        received.mayRead(true);
        connection.reader().readingChanged(read + HOUR);
        connection.reader().checkTimeouts(read + HOUR + HOUR / 2, HOUR, HOUR);
        assertThat(connection.open()).isTrue();
        assertThat(received.rejected()).isEmpty();

        connection.reader().checkTimeouts(read + HOUR + 2 * HOUR, HOUR, HOUR);

        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
    }

    @Test
    void closesAnIdleConnectionWithoutAFailure() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.reader().checkTimeouts(System.nanoTime(), HOUR, HOUR);
        assertThat(connection.open()).isTrue();
        connection.reader().checkTimeouts(System.nanoTime() + HOUR + 1, HOUR, HOUR);
        assertThat(connection.open()).isFalse();
        assertThat(connection.loopConnections().idle()).isEqualTo(1);
        assertThat(received.rejected()).isEmpty();
    }

    @Test
    void keepsAnIdleConnectionForEverIfThereIsNoIdleTimeout() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.reader().checkTimeouts(System.nanoTime() + HOUR, HOUR, NO_TIMEOUT);
        assertThat(connection.open()).isTrue();
    }

    @Test
    void countsNothingForAFrameThatItCutsOffItself() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0, 0});
        connection.loopConnections().close();
        assertThat(connection.open()).isFalse();
        assertThat(received.rejected()).isEmpty();
        assertThat(connection.allocator().held()).isZero();
    }

    @Test
    void countsAFrameThatAResetCutsOff() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(new byte[] {0, 0, 0, 1});
        connection.fail(new IOException("Connection reset by peer"));
        assertThat(connection.open()).isFalse();
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
        assertThat(connection.allocator().held()).isZero();
    }

    @Test
    void letsGoOfEverythingIfTheReceiverThrows() {
        FrameReceiver throwing = new RecordingReceiver() {
            @Override
            public void frame(byte[] payload) {
                throw new IllegalStateException("a fault of ours");
            }
        };
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, throwing);
        connection.read(new byte[] {0, 0, 0});
        assertThatIllegalStateException().isThrownBy(() -> connection.read(new byte[] {0, 0}));
        connection.fail(new IllegalStateException("a fault of ours"));
        assertThat(connection.open()).isFalse();
        assertThat(connection.allocator().held()).isZero();
    }

    @Test
    void stopsReadingWhenTheReceiverIsFull() {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        received.mayRead(false);
        connection.read(new byte[4]);
        assertThat(connection.reads()).isFalse();
        received.mayRead(true);
        connection.loopConnections().readingChanged();
        assertThat(connection.reads()).isTrue();
    }

    private static void spinUntilAfter(long nanos) {
        while (System.nanoTime() <= nanos) {
            Thread.onSpinWait();
        }
    }
}
