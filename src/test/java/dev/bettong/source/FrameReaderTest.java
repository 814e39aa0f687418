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
        Framing lines = Framing.lines();
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
                field("one above the limit", Framing.lengthField(0, 2).strip(2), "\0\15", true),
                field("kept header one above the limit", Framing.lengthField(0, 2), "\0\13", true),
                field("less than the header", Framing.lengthField(0, 2).adjustment(-2), "\0\1", false),
                field("less than what is stripped", Framing.lengthField(0, 2).strip(5), "\0\2", false),
                field("all bits", Framing.lengthField(0, 8).adjustment(Integer.MAX_VALUE), "\u00ff".repeat(8), true),
                field("least adjustment", Framing.lengthField(0, 4).adjustment(Integer.MIN_VALUE), "\0\0\0\1", false),
                bad("varint above the limit", Framing.varint(), "\15", FailureReason.FRAME_TOO_LARGE),
                bad("greatest varint", Framing.varint(), "\u00ff".repeat(4) + "\u007f", FailureReason.FRAME_TOO_LARGE),
                bad("varint of 6 bytes", Framing.varint(), "\u0080".repeat(5), FailureReason.MALFORMED_FRAME),
                bad("block without a start", Framing.mllp(), "M", FailureReason.MALFORMED_FRAME),
                bad("long block", Framing.mllp(), "\u000b" + full + "x", FailureReason.FRAME_TOO_LARGE),
                bad(
                        "long block, begun end",
                        Framing.mllp(),
                        "\u000b" + full + "\u001cx",
                        FailureReason.FRAME_TOO_LARGE),
                bad("long frame before nul", Framing.nul(), full + "x", FailureReason.FRAME_TOO_LARGE),
                bad(
                        "long frame before aab",
                        Framing.delimiter("aab".getBytes(ISO_8859_1)),
                        full + "aaa",
                        FailureReason.FRAME_TOO_LARGE),
                bad("count above the limit", Framing.octetCounting(), "14 ", FailureReason.FRAME_TOO_LARGE),
                bad(
                        "count one above the limit without LF",
                        Framing.octetCounting(),
                        "13 " + full + "x",
                        FailureReason.FRAME_TOO_LARGE),
                bad("huge count", Framing.octetCounting(), "999999999999 ", FailureReason.FRAME_TOO_LARGE),
                bad(
                        "digits without end",
                        Framing.octetCounting(),
                        "1".repeat(LONGEST + 1),
                        FailureReason.FRAME_TOO_LARGE),
                bad("long syslog line", Framing.octetCounting(), full + "x", FailureReason.FRAME_TOO_LARGE),
                new Bad("line one above the limit", lines, full + "x", FailureReason.FRAME_TOO_LARGE),
                new Bad("CR at the limit, not followed by LF", lines, full + "\rx", FailureReason.FRAME_TOO_LARGE),
                new Bad("two CR at the limit", lines, full + "\r\r", FailureReason.FRAME_TOO_LARGE));
    }

    private static Bad bad(String name, Framing framing, String bytes, FailureReason reason) {
        return new Bad(name, framing, bytes, reason);
    }

    private static Bad field(String name, Framing framing, String bytes, boolean tooLarge) {
        FailureReason reason = tooLarge ? FailureReason.FRAME_TOO_LARGE : FailureReason.MALFORMED_FRAME;
        return new Bad("length field, " + name, framing, bytes, reason);
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
                .orElseGet(() -> FrameStream.none(bad.framing));
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

    /**
     * The beginning of another protocol.
     *
     * @param bytes one character per byte; all but the last may be lines
     * @param hint part of what the failure says
     */
    record Foreign(String name, String bytes, String hint) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Foreign> foreign() {
        return List.of(
                new Foreign("TLS", "\u0016\u0003\u0001\u0002\0\u0001", "the client speaks TLS, this port does not"),
                new Foreign("GET", "GET /api HTTP/1.1\r\n", "the client speaks HTTP, this port does not"),
                new Foreign("POST", "POST / HTTP/1.0\n", "the client speaks HTTP, this port does not"),
                new Foreign("HTTP/2", "PRI * HTTP/2.0\r\n", "the client speaks HTTP, this port does not"),
                new Foreign(
                        "PROXY 1",
                        "PROXY TCP4 10.0.0.1 10.0.0.2 4711 7010\r\n",
                        "the client sends a PROXY header, see proxy-protocol"),
                new Foreign("PROXY 2", "\r\n\r\n\0\r\nQUIT\n", "the client sends a PROXY header, see proxy-protocol"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void saysWhatTheClientOfASourceWithALengthHeaderSpeaks(Foreign foreign) {
        ReadConnection connection = new ReadConnection(HEADER, LONGEST, received);
        connection.read(foreign.bytes.getBytes(ISO_8859_1));
        assertThat(received.rejected()).containsExactly(FailureReason.FRAME_TOO_LARGE);
        assertThat(received.details()).singleElement().asString().endsWith("; " + foreign.hint);
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void takesNoLinesOfAnotherProtocol(Foreign foreign) {
        for (Framing framing : List.of(Framing.lines(), Framing.octetCounting())) {
            ReadConnection connection = new ReadConnection(framing, 1_000, received);
            connection.read(foreign.bytes.getBytes(ISO_8859_1));
            assertThat(connection.open()).isFalse();
        }
        assertThat(received.takeFrames()).isEmpty();
        assertThat(received.rejected()).containsExactly(FailureReason.MALFORMED_FRAME, FailureReason.MALFORMED_FRAME);
        assertThat(received.details())
                .allSatisfy(detail -> assertThat(detail)
                        .startsWith("connection closed: the connection begins with a")
                        .endsWith(", not with a line; " + foreign.hint));
    }

    @Test
    void takesNoHttpRequestThatComesByteByByte() {
        ReadConnection connection = new ReadConnection(Framing.lines(), 1_000, received);
        connection.readOneByOne("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(received.heard()).containsExactly("MALFORMED_FRAME GET / HTTP/1.1\r\n");
    }

    @Test
    void takesLinesThatOnlyLookLikeAnotherProtocol() {
        List<String> lines =
                List.of("PROXY of a word", "GET / HTTP/1.1", "GET /", "a HTTP/1.1", "\u0016\u0003\u0001\u0002\0\u0001");
        ReadConnection connection = new ReadConnection(Framing.lines(), 1_000, received);
        connection.readOneByOne((String.join("\n", lines) + "\n").getBytes(ISO_8859_1));
        assertThat(received.takeFrames()).isEqualTo(lines);
        assertThat(received.rejected()).isEmpty();
    }

    @Test
    void saysWhatTheClientSpeaksThatEndsWithinAFrame() {
        ReadConnection connection = new ReadConnection(new Framing.FixedLength(LONGEST), LONGEST, received);
        connection.read("\u0016\u0003\u0001".getBytes(ISO_8859_1));
        connection.close();
        assertThat(received.details())
                .containsExactly(
                        "the connection ended 3 bytes into a frame; the client speaks TLS, this port does not");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void hearsNothingOfAConnectionWithoutAByte(FrameStream stream) {
        new ReadConnection(stream.framing(), LONGEST, received).close();
        ReadConnection reset = new ReadConnection(stream.framing(), LONGEST, received);
        reset.fail(new IOException("Connection reset by peer"));
        assertThat(reset.loopConnections().connections()).isZero();
        assertThat(received.heard()).isEmpty();
    }

    /**
     * What comes before the last byte of a connection, which is none of a line end.
     *
     * @param text one character per byte
     */
    record Unterminated(String text, List<String> frames) {}

    static List<Unterminated> unterminated() {
        return List.of(
                new Unterminated("", List.of()),
                new Unterminated("a\n", List.of("a")),
                new Unterminated("a\nb", List.of("a", "b")),
                new Unterminated("a\r\nb\r", List.of("a", "b")),
                new Unterminated("\r", List.of("")),
                new Unterminated("twelve bytes\r", List.of("twelve bytes")));
    }

    @ParameterizedTest
    @MethodSource("unterminated")
    void keepsALastLineWithoutAnEndIfItMay(Unterminated sent) {
        for (int cut = 0; cut <= sent.text.length(); cut++) {
            ReadConnection connection = new ReadConnection(Framing.lines().keepingUnterminated(), LONGEST, received);
            byte[] bytes = sent.text.getBytes(ISO_8859_1);
            connection.read(bytes, 0, cut);
            connection.read(bytes, cut, bytes.length);
            connection.close();
            assertThat(received.takeFrames()).as("cut at %d", cut).isEqualTo(sent.frames);
            assertThat(connection.allocator().held()).isZero();
            assertThat(connection.loopConnections().connections()).isZero();
        }
        assertThat(received.rejected()).isEmpty();
    }

    @Test
    void keepsNoLineThatAResetHasCut() {
        ReadConnection connection = new ReadConnection(Framing.lines().keepingUnterminated(), LONGEST, received);
        connection.read("ab".getBytes(ISO_8859_1));
        connection.fail(new IOException("Connection reset by peer"));
        assertThat(received.takeFrames()).isEmpty();
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
    }

    @Test
    void keepsNoLineThatItCutsOffItself() {
        ReadConnection connection = new ReadConnection(Framing.lines().keepingUnterminated(), LONGEST, received);
        connection.read("ab".getBytes(ISO_8859_1));
        connection.loopConnections().close();
        assertThat(received.heard()).isEmpty();
    }

    @Test
    void ignoresLineEndsBetweenFramesThatNeedNone() {
        ReadConnection syslog = new ReadConnection(Framing.octetCounting(), LONGEST, received);
        syslog.readOneByOne("3 one\n3 two\r\n\n<1>a\n".getBytes(ISO_8859_1));
        assertThat(received.takeFrames()).containsExactly("one", "two", "<1>a");
        ReadConnection mllp = new ReadConnection(Framing.mllp(), LONGEST, received);
        mllp.readOneByOne("\n\u000bone\u001c\r\r\n\u000btwo\u001c\r\n".getBytes(ISO_8859_1));
        mllp.close();
        assertThat(received.takeFrames()).containsExactly("one", "two");
        assertThat(received.rejected()).isEmpty();
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
        return List.of(
                Framing.lines(),
                HEADER,
                new Framing.FixedLength(LONG),
                Framing.nul(),
                Framing.delimiter((byte) 1, (byte) 2),
                Framing.octetCounting(),
                Framing.varint(),
                Framing.mllp(),
                Framing.lengthField(0, 4).strip(4));
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
            case Framing.Delimiter delimiter -> frame + (delimiter.bytes().size() == 1 ? "\0" : "\1\2");
            case Framing.OctetCounting counting -> length + " " + frame;
            case Framing.Varint varint -> "\u0080\u0080\1" + frame;
            case Framing.Mllp mllp -> "\u000b" + frame + "\u001c\r";
            case Framing.LengthField field -> FrameStream.header(HEADER, length) + frame;
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
